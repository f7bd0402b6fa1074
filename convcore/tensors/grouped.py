"""From conv2d to depthwise_conv2d by one number: the groups that a convolution's channels are split into.

The same weights serve every number of groups. A dense filter joins every input channel c with every output channel
k by the kernel ``filters[:, :, c, k % M]``; with G groups only the kernels within a group stay, all others are
zero and need not be stored. With G = C and C*M output channels what stays is ``depthwise_conv2d``'s filter.
"""

from __future__ import annotations

import numpy as np

from convcore.errors import ConvError
from convcore.spec import Tensor


def divisors(number: int) -> list[int]:
    """What divides ``number``, in order: the numbers of groups that so many channels can be split into.

    >>> divisors(6)
    [1, 2, 3, 6]
    """
    return [d for d in range(1, number + 1) if number % d == 0]


def nearest(outputs: int, groups: int, most: int) -> list[int]:
    """The output channel counts next to ``outputs``, up to ``most``, that ``groups`` divides.

    >>> nearest(5, 2, 64), nearest(1, 4, 64)
    ([4, 6], [4])
    """
    below, above = outputs // groups * groups, -(-outputs // groups) * groups
    return sorted({count for count in (below, above) if 1 <= count <= most})


def check_groups(outputs: int, groups: int) -> None:
    """The rule of grouped convolution.

    >>> check_groups(5, 2)
    Traceback (most recent call last):
    convcore.errors.ConvError: groups: 2 groups must divide the output channels, 2 does not divide 5
    """
    if outputs % groups:
        raise ConvError(
            "groups: {groups} groups must divide the output channels, {groups} does not divide {outputs}",
            groups=groups,
            outputs=outputs,
        )


def dense(filters: Tensor, outputs: int) -> Tensor:
    """[kh, kw, C, outputs]: the filters' kernels [kh, kw, C, M], repeated until every output channel has its own.

    >>> dense(np.array([[[[1, 2]]]]), 5)[0, 0].tolist()
    [[1, 2, 1, 2, 1]]
    """
    return filters[..., np.arange(outputs) % filters.shape[3]]


def group(filters: Tensor, groups: int, outputs: int) -> Tensor:
    """[kh, kw, C/groups, outputs], as ``tf.nn.conv2d`` takes it: the kernels of :func:`dense` within the groups.

    Args:
        filters: [kh, kw, C, M].
        groups: a divisor of C.
        outputs: output channels, a multiple of ``groups``.

    Raises:
        ConvError: where the groups do not divide the output channels.

    >>> group(np.array([[[[0, 2], [1, 3]]]]), 2, 4)[0, 0].tolist()
    [[0, 2, 1, 3]]
    """
    check_groups(outputs, groups)
    depth = filters.shape[2] // groups
    first = np.arange(outputs) // (outputs // groups) * depth  # the first input channel of each output's group
    channels = first + np.arange(depth)[:, np.newaxis]
    return filters[:, :, channels, np.arange(outputs) % filters.shape[3]]


def block_diagonal(filters: Tensor, groups: int, outputs: int) -> Tensor:
    """[kh, kw, C, outputs]: the same kernels with all zeros written out, for a convolution in one group.

    >>> block_diagonal(np.array([[[[0, 2], [1, 3]]]]), 2, 4)[0, 0].tolist()
    [[0, 2, 0, 0], [0, 0, 1, 3]]
    """
    return with_zeros(group(filters, groups, outputs), groups)


def with_zeros(filters: Tensor, groups: int) -> Tensor:
    """[kh, kw, C, outputs]: a grouped convolution's filters [kh, kw, C/groups, outputs] as those of one group.

    >>> with_zeros(np.array([[[[1, 2]]]]), 2)[0, 0].tolist()
    [[1, 0], [0, 2]]
    """
    kh, kw, depth, outputs = filters.shape
    whole = np.zeros((kh, kw, groups, depth, groups, outputs // groups), filters.dtype)
    split = filters.reshape(kh, kw, depth, groups, -1)
    for group in range(groups):
        whole[:, :, group, :, group] = split[:, :, :, group]
    return whole.reshape(kh, kw, depth * groups, outputs)
