"""Names of files that say what is inside: depthwise-6x6x3-k5-s2-SAME."""

from __future__ import annotations

from convcore.spec import ConvSpec, Padding, Pair, Shape4


def stem(page: str, input: Shape4, filters: Shape4, strides: Pair, padding: Padding, dilations: Pair) -> str:
    """The name without an ending: the page's, the input's sizes, kernel, strides, padding, dilations where there are.

    Args:
        page: whose file it is.
        input, filters: the shapes; a batch of one is not named.
        strides, padding, dilations: as in :class:`convcore.spec.ConvSpec`.

    >>> stem("depthwise", (1, 6, 6, 3), (5, 5, 3, 1), (2, 2), "SAME", (1, 1))
    'depthwise-6x6x3-k5-s2-SAME'
    >>> stem("lab", (2, 4, 4, 2), (3, 1, 2, 2), (1, 2), ((1, 1), (0, 2)), (2, 2))
    'lab-2x4x4x2-k3x1-s1x2-pad1.1.0.2-d2'
    """
    sides = padding if isinstance(padding, str) else f"pad{'.'.join(str(n) for side in padding for n in side)}"
    parts = [page, _times(input if input[0] > 1 else input[1:]), f"k{_pair(filters[:2])}", f"s{_pair(strides)}", sides]
    if dilations != (1, 1):
        parts.append(f"d{_pair(dilations)}")
    return "-".join(parts)


def stem_of(page: str, spec: ConvSpec) -> str:
    """The same of a convolution that works."""
    return stem(page, spec.input_shape, spec.filter_shape, spec.strides, spec.padding, spec.dilations)


def _times(numbers: tuple[int, ...]) -> str:
    return "x".join(map(str, numbers))


def _pair(numbers: tuple[int, ...]) -> str:
    """Both numbers, or one where they are the same."""
    return str(numbers[0]) if numbers[0] == numbers[1] else _times(numbers)
