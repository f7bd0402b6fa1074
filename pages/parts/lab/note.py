"""A message for the learner, as a key of the language catalogues: it is in words when it is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Note:
    """A message: a key of the language catalogues and what to fill in."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
