"""What the core costs beside its own plain loops and beside the shortest NumPy that computes the same.

The peers: ``convcore.reference``, a Python loop over every product, and one einsum over a sliding window view, which is
what one would write by hand for VALID with stride 1. Run by ``make bench``.
"""

from __future__ import annotations

import timeit
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

import convcore
from convcore import reference

ROUNDS = 5
LOOPS_UP_TO = 400_000  # products: beyond that the plain loops take seconds
SIZES = (
    ("the article's example", (1, 4, 4, 2), (3, 3, 2, 2)),
    ("the largest lab", (1, 16, 16, 8), (7, 7, 8, 8)),
    ("a photo, three channels", (1, 512, 512, 3), (3, 3, 3, 3)),
    ("a network's layer", (8, 56, 56, 64), (3, 3, 64, 2)),
)
EINSUM = {"conv2d": "nyxcab,abco->nyxo", "depthwise_conv2d": "nyxcab,abcm->nyxcm"}


def by_einsum(name: str, image: Any, filters: Any) -> Any:
    """The convolution as one einsum: VALID, stride 1, no dilation."""
    windows = sliding_window_view(image, filters.shape[:2], axis=(1, 2))
    result = np.einsum(EINSUM[name], windows, filters, optimize=True)
    return result.reshape(*result.shape[:3], -1)


def best(call: Callable[[], Any]) -> float:
    """The shortest of some rounds, in milliseconds."""
    timer = timeit.Timer(call)
    number = max(1, int(0.05 / max(timer.timeit(1), 1e-6)))
    return min(timer.repeat(ROUNDS, number)) / number * 1e3


def row(name: str, label: str, image_shape: tuple[int, ...], filter_shape: tuple[int, ...]) -> str:
    """Times one case after seeing that all agree."""
    rng = np.random.default_rng(0)
    image, filters = rng.standard_normal(image_shape), rng.standard_normal(filter_shape)
    ours = getattr(convcore, name)
    result = ours(image, filters)
    np.testing.assert_allclose(result, by_einsum(name, image, filters), rtol=1e-9, atol=1e-9)
    depth = filter_shape[2] if name == "conv2d" else 1
    products = result.size * filter_shape[0] * filter_shape[1] * depth
    loops = "-"
    if products <= LOOPS_UP_TO:
        plain = getattr(reference, name)
        np.testing.assert_allclose(result, plain(image, filters), rtol=1e-9, atol=1e-9)
        loops = f"{best(lambda: plain(image, filters)):.3f}"
    times = best(lambda: ours(image, filters)), best(lambda: by_einsum(name, image, filters))
    return f"{name:<18}{label:<26}{products:>12,}{times[0]:>12.3f}{times[1]:>12.3f}{loops:>12}"


def main() -> None:
    """Prints a row a size and operation; milliseconds, the best of five rounds."""
    print(f"{'':<18}{'':<26}{'products':>12}{'convcore':>12}{'einsum':>12}{'loops':>12}")
    for label, image, filters in SIZES:
        for name in EINSUM:
            print(row(name, label, image, filters))


if __name__ == "__main__":
    main()
