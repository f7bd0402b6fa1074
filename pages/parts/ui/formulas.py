"""How a result's size comes about, with the numbers filled in."""

from __future__ import annotations

from convcore.shapes import Axis, size_formula
from pages.parts.ui.language import t


def formulas(axes: tuple[Axis, Axis], same: bool) -> list[str]:
    """The formula of each axis with its name, a line each."""
    names = ("height", "width")
    return [f"{t(f'result.{name}')} `{size_formula(axis, same)}`" for name, axis in zip(names, axes, strict=True)]


def derivation(axes: tuple[Axis, Axis], same: bool) -> list[str]:
    """The formulas, a line each, and after each what there is to say of it.

    That is how a dilated kernel spans its cells, where SAME's padding comes from and which side gets the odd one, what
    the floor drops, and why a kernel does not fit.
    """
    lines = []
    for line, axis, side in zip(formulas(axes, same), axes, ("rows", "cols"), strict=True):
        numbers = _numbers(axis)
        lines.append(line)
        if axis.dilation > 1 and axis.kernel > 1:
            lines.append(t(f"size.extent.{side}", **numbers))
        if same:
            lines.append(t(f"result.same.{side}", **numbers))
            if axis.before != axis.after:
                lines.append(t(f"size.odd.{side}", **numbers))
        elif axis.out < 1:
            lines.append(t(f"size.unfit.{side}", **numbers))
        elif axis.unused and (axis.padded - axis.extent) % axis.stride:
            lines.append(t("size.floor", **numbers))
        if axis.unused and axis.out > 0:
            lines.append(t(f"result.unused.{side}", count=axis.unused))
    return lines


def _numbers(axis: Axis) -> dict[str, object]:
    return {
        "out": axis.out,
        "stride": axis.stride,
        "kernel": axis.kernel,
        "dilation": axis.dilation,
        "extent": axis.extent,
        "size": axis.size,
        "padded": axis.padded,
        "room": axis.padded - axis.extent,
        "exact": f"{(axis.padded - axis.extent) / axis.stride:.2f}",
        "whole": axis.out - 1,
        "total": axis.before + axis.after,
        "before": axis.before,
        "after": axis.after,
    }
