"""Convolutions to write, and the parts of what was written."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from typing import Any

import numpy as np

from convcore.io import save
from convcore.spec import ConvSpec
from convcore.tensors.presets import article_filters, article_input
from convcore.trace import Trace

WRITERS: dict[str, Any] = {
    "zip": save.to_zip,
    "npz": save.to_npz,
    "json": lambda trace: save.to_json(trace).encode(),
}
UNUSUAL = np.array([0.1, -0.0, 1e-300, 123456789.123]).reshape(1, 2, 2, 1)


def article(kind: Any = "depthwise", *options: Any) -> Trace:
    return Trace(ConvSpec(kind, (1, 4, 4, 2), (3, 3, 2, 2), *options), article_input(), article_filters())


@cache
def written(name: str) -> bytes:
    """The article's convolution as a file of that kind."""
    return bytes(WRITERS[name](article()))


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(content: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return out.getvalue()
