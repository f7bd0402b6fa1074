"""The arithmetic of shapes: one rule for output sizes and padding, apart from any computing.

The rule is TensorFlow's (tf.nn.convolution, "Padding"): along each axis, with the dilated kernel's extent
e = (k - 1) * d + 1,

    VALID, explicit   out = floor((size + before + after - e) / stride) + 1
    SAME              out = ceil(size / stride), total padding max((out - 1) * stride + e - size, 0),
                      split in two halves, the odd one after
"""

from __future__ import annotations

from typing import NamedTuple

from convcore.spec import ConvSpec, Pair, Shape4, kernel_extent


class Axis(NamedTuple):
    """One spatial axis of a convolution; all sizes in cells.

    Attributes:
        size: input cells.
        kernel: taps.
        stride: cells the window moves per step.
        dilation: distance between taps.
        before: padding cells before the input.
        after: padding cells behind it.
        out: output cells.
    """

    size: int
    kernel: int
    stride: int
    dilation: int
    before: int
    after: int
    out: int

    @property
    def extent(self) -> int:
        """Cells the kernel spans, gaps included."""
        return kernel_extent(self.kernel, self.dilation)

    @property
    def padded(self) -> int:
        """Input cells with the padding on both sides."""
        return self.size + self.before + self.after

    @property
    def unused(self) -> int:
        """Cells at the far end that no window reaches (the floor in the formula).

        >>> axis(5, 2, 2, 1, (0, 0)).unused
        1
        """
        return max(self.padded - ((self.out - 1) * self.stride + self.extent), 0)

    def taps(self, out_index: int) -> range:
        """Input indices that the kernel's taps read for one output index; padding lies outside 0..size-1.

        >>> list(axis(4, 3, 2, 1, "SAME").taps(1))
        [2, 3, 4]
        """
        start = out_index * self.stride - self.before
        return range(start, start + self.extent, self.dilation)


def axis(size: int, kernel: int, stride: int, dilation: int, padding: str | Pair) -> Axis:
    """The rule along one axis.

    >>> axis(4, 3, 1, 1, (0, 0)).out
    2
    >>> axis(4, 3, 2, 1, "SAME")
    Axis(size=4, kernel=3, stride=2, dilation=1, before=0, after=1, out=2)
    """
    extent = kernel_extent(kernel, dilation)
    if padding == "SAME":
        out = -(-size // stride)
        total = max((out - 1) * stride + extent - size, 0)
        before = total // 2
        return Axis(size, kernel, stride, dilation, before, total - before, out)
    before, after = (0, 0) if isinstance(padding, str) else padding
    out = (size + before + after - extent) // stride + 1
    return Axis(size, kernel, stride, dilation, before, after, out)


def axes(spec: ConvSpec) -> tuple[Axis, Axis]:
    """The (height, width) axes of a convolution.

    >>> rows, cols = axes(ConvSpec("standard", (1, 4, 5, 1), (3, 2, 1, 1)))
    >>> rows.out, cols.out
    (2, 4)
    """
    pads = (spec.padding, spec.padding) if isinstance(spec.padding, str) else spec.padding
    (_, height, width, _), (kh, kw, _, _) = spec.input_shape, spec.filter_shape
    (down, across), dilations = spec.strides, spec.dilations
    return axis(height, kh, down, dilations[0], pads[0]), axis(width, kw, across, dilations[1], pads[1])


def output_shape(spec: ConvSpec) -> Shape4:
    """(batch, height, width, channels) of the result.

    >>> output_shape(ConvSpec("depthwise", (1, 4, 4, 2), (3, 3, 2, 2)))
    (1, 2, 2, 4)
    """
    rows, cols = axes(spec)
    return spec.input_shape[0], rows.out, cols.out, spec.out_channels


def size_formula(axis: Axis, same: bool) -> str:
    """The output size along one axis, as a formula with its numbers.

    >>> size_formula(axis(4, 3, 1, 1, (0, 0)), same=False), size_formula(axis(4, 3, 2, 1, "SAME"), same=True)
    ('⌊(4 + 0 + 0 − 3) / 1⌋ + 1 = 2', '⌈4 / 2⌉ = 2')
    """
    if same:
        return f"⌈{axis.size} / {axis.stride}⌉ = {axis.out}"
    return f"⌊({axis.size} + {axis.before} + {axis.after} − {axis.extent}) / {axis.stride}⌋ + 1 = {axis.out}"
