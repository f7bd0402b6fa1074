"""Runs the code that convcore.frameworks.program writes under the real frameworks and compares it with the core.

    python tests/oracle/run_snippets.py            every case of cases.py, every framework
    python tests/oracle/run_snippets.py pytorch    one framework

What a snippet says a framework cannot do is tried too: it must fail or give other numbers. Runs under
tests/oracle/requirements.txt.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"  # whose kernels take more; not every machine has them
os.environ["KERAS_BACKEND"] = "tensorflow"
sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
from cases import DEPTHWISE, GROUPED, SEPARABLE, STANDARD, Case, tensors

from convcore import ops
from convcore.frameworks import FRAMEWORKS, snippet
from convcore.spec import ConvSpec

CASES = (*STANDARD, *DEPTHWISE, *GROUPED, *SEPARABLE)
Pair = tuple[int, int]
KINDS = {"conv2d": "standard", "depthwise_conv2d": "depthwise", "separable_conv2d": "depthwise"}
PACKAGES = {"tensorflow": "tensorflow", "keras": "keras", "pytorch": "torch", "jax": "jax", "numpy": "numpy"}


def run(code: str) -> tuple[Any, str]:
    """What a snippet computes, as an array, and what it prints."""
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(code, "<snippet>", "exec"), names)
    return np.asarray(names["output"]), printed.getvalue()


def difference(framework: str, case: Case) -> str:
    """What is wrong with the snippet of one case; nothing if it gives the core's numbers."""
    image, filters, *pointwise = (tensor.astype(np.float64) for tensor in tensors(case))
    options = case.strides, case.padding, case.dilations
    spec = ConvSpec(KINDS[case.op], image.shape, filters.shape, *options)
    code = snippet(framework, spec, image, filters, *pointwise)
    want = getattr(ops, case.op)(image, filters, *pointwise, *options)
    try:
        got, printed = run(code)
    except Exception as error:
        return f"{type(error).__name__}: {str(error).splitlines()[0][:200]}"
    if got.shape != want.shape:
        return f"shape {got.shape}, the core has {want.shape}"
    if not printed.strip():
        return "printed nothing"
    exact = case.numbers == "whole"
    close = (got == want) if exact else np.isclose(got, want, rtol=1e-12, atol=1e-12)
    return "" if close.all() else f"{(~close).sum()} of {close.size} values differ"


def refusals() -> Iterator[tuple[str, bool]]:
    """What the snippets say does not work, and whether it does."""
    import keras
    import tensorflow as tf
    import torch
    from torch.nn import functional

    rng = np.random.default_rng(0)
    image = rng.integers(-9, 10, (1, 9, 10, 2)).astype(np.float32)
    filters = rng.integers(-9, 10, (3, 3, 2, 2)).astype(np.float32)

    def depthwise(strides: Pair, dilations: Pair) -> bool:
        options = (1, *strides, 1), "VALID"
        want = ops.depthwise_conv2d(image, filters, strides, "VALID", dilations)
        return works(lambda: tf.nn.depthwise_conv2d(image, filters, *options, dilations=dilations), want)

    def keras_standard(strides: Pair, rate: Pair) -> bool:
        return works(lambda: keras.layers.Conv2D(2, 3, strides=strides, dilation_rate=rate)(image))

    def keras_depthwise(strides: Pair) -> bool:
        return works(lambda: keras.layers.DepthwiseConv2D(3, strides=strides)(image))

    def torch_same(strides: Pair) -> bool:
        channels = torch.from_numpy(image.transpose(0, 3, 1, 2)), torch.ones(2, 2, 3, 3)
        return works(lambda: functional.conv2d(*channels, stride=strides, padding="same"))

    for strides, dilations in (((2, 3), (1, 1)), ((2, 2), (2, 2)), ((2, 2), (1, 2)), ((2, 3), (2, 2))):
        yield f"tf.nn.depthwise_conv2d, strides {strides}, dilations {dilations}", depthwise(strides, dilations)
    for strides, rate in (((2, 1), (2, 2)), ((1, 2), (2, 1)), ((3, 3), (2, 2))):
        yield f"Keras Conv2D, strides {strides}, dilation_rate {rate}", keras_standard(strides, rate)
    yield "Keras DepthwiseConv2D, strides (2, 3)", keras_depthwise((2, 3))
    yield 'F.conv2d, padding="same", stride (1, 2)', torch_same((1, 2))


def works(call: Callable[[], Any], want: Any = None) -> bool:
    """Whether the call goes through and, where ``want`` is given, gives these numbers."""
    try:
        got = np.asarray(call())
    except Exception:
        return False
    return want is None or (got.shape == want.shape and bool((got == want).all()))


def main(names: list[str]) -> int:
    """Runs all, prints what is wrong and a line a framework; the exit code."""
    wrong = 0
    for framework in FRAMEWORKS:
        if names and framework.name not in names:
            continue
        faults = {case.name: fault for case in CASES if (fault := difference(framework.name, case))}
        for case, fault in faults.items():
            print(f"{framework.title}: {case}: {fault}")
        wrong += len(faults)
        title = f"{framework.title} {version(PACKAGES[framework.name])}"
        print(f"{title}: {len(CASES)} snippets run, {len(faults)} differ from the core")
    if not names:
        tried = list(refusals())
        working = [what for what, works in tried if works]
        for what in working:
            print(f"{what}: works, the snippets say it does not")
        print(f"{len(CASES) * len(FRAMEWORKS)} snippets run, {wrong} differ")
        print(f"{len(tried)} combinations that snippets avoid tried, {len(working)} of them work")
        wrong += len(working)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
