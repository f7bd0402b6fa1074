"""The types of a convolution's arguments."""

from __future__ import annotations

from typing import Any, Literal, get_args

from numpy.typing import NDArray

Kind = Literal["standard", "depthwise"]
READINGS: tuple[Kind, ...] = get_args(Kind)
Pair = tuple[int, int]
Padding = Literal["VALID", "SAME"] | tuple[Pair, Pair]
Tensor = NDArray[Any]
Shape4 = tuple[int, int, int, int]
