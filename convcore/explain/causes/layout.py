"""Axes in another order than the framework takes them for."""

from __future__ import annotations

from convcore.explain.causes.rule import Rules, Values
from convcore.explain.facts import FEW, IMAGE, Facts, find_swap


def are_moved(known: Facts) -> bool:
    """Weights with the same sizes in another order."""
    one = known.shape("filter_shape")
    other = known.shape("given_filter_shape") or known.shape("model_filter_shape")
    return one is not None and other is not None and one != other and sorted(map(str, one)) == sorted(map(str, other))


def is_in_other_order(known: Facts) -> bool:
    """Filters in the other framework's order: the small equal sides stand where the channels are looked for."""
    shape, got = known.filters, known.got
    if shape is None or got is None or known.reading.row.problem not in ("channels", "groups") or None in shape:
        return False
    first, second, third, fourth = (size or 0 for size in shape)
    if known.expected == got:
        return False
    if known.framework == "pytorch":
        return first == second <= 7 and third == got and third != fourth
    return third == fourth <= 7 and second == got and first > 7


def _layout(known: Facts) -> Values | None:
    meant = find_swap(known)
    if meant is None:
        return None
    shape = known.shape("input_shape")
    return {"assumed": known.layout, "meant": meant, "shape": shape or "", **count_channels(known)}


def looks_swapped(known: Facts) -> Values | None:
    """As a weaker cause: a side that is 1, 3 or 4, or as many channels as a picture is wide."""
    if (values := _layout(known)) is not None:
        return values
    other = "NCHW" if known.layout == "NHWC" else "NHWC"
    sides = known.shape("padded_input")
    if sides and any(one in IMAGE and (two or 0) > FEW * (one or 0) for one, two in (sides[:2], sides[1::-1])):
        return {"assumed": known.layout, "meant": other, "shape": sides, **count_channels(known)}
    got = known.got
    if known.input is None and known.expected in IMAGE and got is not None and got >= 2 * FEW:
        return {"assumed": known.layout, "meant": other, "shape": "", **count_channels(known)}
    return None


def count_channels(known: Facts) -> dict[str, object]:
    """The channels that are wanted and those that are there."""
    return {"expected": known.expected or "?", "got": known.got or "?"}


def _filter_layout(known: Facts) -> Values | None:
    if not is_in_other_order(known) and not (known.reading.row.rule in ("weights", "checkpoint") and are_moved(known)):
        return None
    given = known.shape("given_filter_shape") or known.shape("filter_shape") or ()
    pytorch = known.framework == "pytorch"
    return {"shape": given, "assumed": "OIHW" if pytorch else "HWIO", "meant": "HWIO" if pytorch else "OIHW"}


def _cpu(known: Facts) -> Values | None:
    return {"format": known.word("data_format") or "NCHW"} if known.reading.row.rule == "cpu" else None


RULES: Rules = {
    "layout": (("layout", _layout), ("filter-layout", _filter_layout), ("cpu", _cpu)),
}
