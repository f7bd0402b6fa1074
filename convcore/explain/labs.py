"""The smallest lab that fails for the same reason, and the one that works, within the limits of the lab.

The lab keeps TensorFlow's layouts: [batch, height, width, channels] and [kh, kw, in, out]. Its groups follow from the
shapes, so a depth that divides the channels works there; where a framework would refuse that, near numbers are taken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from convcore.explain.explain import Explanation
from convcore.explain.facts import Facts
from convcore.remedies import Asked
from convcore.spec import kernel_extent

SIDE = 7
MOST_SIDE = 16
MOST_CHANNELS = 8
MOST_KERNEL = 7
THREE = 3


@dataclass(frozen=True)
class Labs:
    """Two labs.

    Attributes:
        failing: what fails: by itself, or where ``rule`` is set by that rule of the framework
            (:mod:`convcore.frameworks.rules`), while the definition allows it.
        mended: what works.
        rule: a rule's name, or nothing.
    """

    failing: Asked
    mended: Asked
    rule: str = ""


def labs(answer: Explanation) -> Labs | None:
    """The labs of a message; None where the lab cannot fail for its reason (a wrong rank, a number type, a bias).

    >>> from convcore.explain import explain
    >>> both = labs(explain("Negative dimension size caused by subtracting 3 from 1 for 'conv2d_1/convolution' "
    ...                     "(op: 'Conv2D') with input shapes: [?,1,200,200], [3,3,200,32]."))
    >>> both.failing.input_shape, both.mended.input_shape
    ((1, 1, 7, 7), (1, 7, 7, 1))
    """
    if answer.facts is None or answer.problem not in MAKERS:
        return None
    return MAKERS[answer.problem](answer.facts, [cause.name for cause in answer.causes])


def _few(number: int | None, usual: int) -> int:
    return min(max(number or usual, 1), MOST_CHANNELS)


def _layout(known: Facts, causes: list[str]) -> Labs:
    if causes[:1] == ["filter-layout"]:
        # [out, in, kh, kw] read as [kh, kw, in, out].
        mended = Asked("standard", (1, SIDE, SIDE, 4), (THREE, THREE, 4, 5))
        return Labs(replace(mended, filter_shape=(5, 4, THREE, THREE)), mended)
    channels = known.expected if known.reading.row.problem == "channels" else None
    shape = known.input
    if channels is None and shape is not None:
        channels = shape[1] if known.layout == "NHWC" else shape[3]
    few = channels if channels in (1, 3) else 3
    mended = Asked("standard", (1, SIDE, SIDE, few), (THREE, THREE, few, 2))
    depth = SIDE if known.reading.row.problem == "too-small" else few
    kernel = max(few + 1, THREE) if known.reading.row.problem == "too-small" else THREE
    failing = replace(mended, input_shape=(1, few, SIDE, SIDE), filter_shape=(kernel, kernel, depth, 2))
    return Labs(failing, replace(mended, filter_shape=(kernel, kernel, few, 2)))


def _channels(known: Facts, causes: list[str]) -> Labs:
    got, wanted = _few(known.got, 3), _few(known.expected, 4)
    if "depthwise" in known.op:
        wanted = wanted if wanted != got else got % MOST_CHANNELS + 1
        failing = Asked("depthwise", (1, 5, 5, got), (THREE, THREE, wanted, 1))
        return Labs(failing, replace(failing, filter_shape=(THREE, THREE, got, 1)))
    if got % wanted == 0:  # the lab would take it for groups
        wanted = got + 1 if got < MOST_CHANNELS else got - 1
    failing = Asked("standard", (1, 5, 5, got), (THREE, THREE, wanted, 2))
    return Labs(failing, replace(failing, filter_shape=(THREE, THREE, got, 2)))


def _too_small(known: Facts, causes: list[str]) -> Labs:
    kernel = known.kernel or (0, 0)
    dilation = max((one or 1 for one in known.shape("dilations") or (1,)), default=1)
    taps = max(*kernel, ((known.number("kernel_extent") or THREE) - 1) // dilation + 1)
    taps = min(taps, MOST_KERNEL)
    extent = kernel_extent(taps, dilation)
    if extent > MOST_SIDE:
        dilation, extent = 2, kernel_extent(taps, 2)
    sides = [side for side in known.sides or () if side is not None]
    size = min([*sides, known.number("input_size") or extent - 1, extent - 1])
    size = max(size, 1)
    failing = Asked("standard", (1, size, size, 1), (taps, taps, 1, 1), dilations=(dilation, dilation))
    return Labs(failing, replace(failing, padding="SAME"))


def _groups(known: Facts, causes: list[str]) -> Labs:
    groups = min(max(known.number("groups") or 3, 2), MOST_CHANNELS - 1)
    if "groups-in" in causes:
        failing = Asked("standard", (1, 5, 5, groups + 1), (THREE, THREE, groups, groups))
        return Labs(failing, replace(failing, input_shape=(1, 5, 5, groups)))
    failing = Asked("standard", (1, 5, 5, groups), (THREE, THREE, 1, groups + 1))
    return Labs(failing, replace(failing, filter_shape=(THREE, THREE, 1, groups)))


def _same_stride(known: Facts, causes: list[str]) -> Labs:
    failing = Asked("standard", (1, 5, 5, 1), (THREE, THREE, 1, 1), (2, 2), "SAME")
    return Labs(failing, replace(failing, padding=((1, 1), (1, 1))), "same")


def _unequal(known: Facts, causes: list[str]) -> Labs:
    failing = Asked("depthwise", (1, 5, 5, 2), (THREE, THREE, 2, 1), (1, 2))
    return Labs(failing, Asked("standard", (1, 5, 5, 2), (THREE, THREE, 1, 2), (1, 2)), "unequal")


def _stride_dilation(known: Facts, causes: list[str]) -> Labs:
    failing = Asked("standard", (1, 9, 9, 1), (THREE, THREE, 1, 1), (2, 2), dilations=(2, 2))
    return Labs(failing, replace(failing, strides=(1, 1)), "keras")


MAKERS: dict[str, Callable[[Facts, list[str]], Labs]] = {
    "layout": _layout,
    "channels": _channels,
    "too-small": _too_small,
    "groups": _groups,
    "same-stride": _same_stride,
    "unequal-strides": _unequal,
    "stride-dilation": _stride_dilation,
}
"""The problems that the lab has too."""
