"""What a spec says to what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from convcore.errors import ConvError
from convcore.spec import ConvSpec

IMAGE = (1, 4, 4, 2)
FILTERS = (3, 3, 2, 2)


def message(*arguments: Any, **options: Any) -> str:
    with pytest.raises(ConvError) as caught:
        ConvSpec(*arguments, **options)
    return str(caught.value)
