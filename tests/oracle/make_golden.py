"""Asks TensorFlow for the values of tests/oracle/cases.py and keeps them in tests/convcore/golden.

    python tests/oracle/make_golden.py            writes the files
    python tests/oracle/make_golden.py --check    asks again and compares; fails on any difference

Runs under tests/oracle/requirements.txt. Whole numbers are computed in float64, where these sums are exact.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"  # one order of adding up, whatever the machine

import numpy as np
import tensorflow as tf
from cases import FILES, Case, fingerprint, tensors

GOLDEN = Path(__file__).parents[1] / "convcore" / "golden"
COMPILED = "tf.raw_ops.DepthwiseConv2dNative compiled by XLA"


def depthwise(case: Case, image: Any, filters: Any) -> tuple[Any, str]:
    """The depthwise convolution and the means that gave it.

    TensorFlow's CPU kernel takes equal strides only, and tf.nn.depthwise_conv2d no stride beside a dilation.
    The same operation compiled by XLA takes both.
    """
    if case.strides == (1, 1) or (case.strides[0] == case.strides[1] and case.dilations == (1, 1)):
        options = (1, *case.strides, 1), _padding(case)
        return tf.nn.depthwise_conv2d(image, filters, *options, dilations=case.dilations), "tf.nn.depthwise_conv2d"
    explicit = [] if isinstance(case.padding, str) else [0, 0, *case.padding[0], *case.padding[1], 0, 0]

    @tf.function(jit_compile=True)
    def compiled(image: Any, filters: Any) -> Any:
        return tf.raw_ops.DepthwiseConv2dNative(
            input=image,
            filter=filters,
            strides=(1, *case.strides, 1),
            padding="EXPLICIT" if explicit else case.padding,
            explicit_paddings=explicit,
            dilations=(1, *case.dilations, 1),
        )

    return compiled(image, filters), COMPILED


def conv2d(case: Case, image: Any, filters: Any) -> tuple[Any, str]:
    """The standard or grouped convolution and the means that gave it."""
    options = (1, *case.strides, 1), _padding(case)
    return tf.nn.conv2d(image, filters, *options, dilations=case.dilations), "tf.nn.conv2d"


def separable(case: Case, image: Any, filters: Any, pointwise: Any) -> tuple[Any, str]:
    """The separable convolution: in one call where its depthwise stage allows, otherwise stage by stage."""
    between, means = depthwise(case, image, filters)
    if means == COMPILED:
        return tf.nn.conv2d(between, pointwise, 1, "VALID"), f"{means}, then tf.nn.conv2d"
    options = (1, *case.strides, 1), _padding(case)
    output = tf.nn.separable_conv2d(image, filters, pointwise, *options, dilations=case.dilations)
    return output, "tf.nn.separable_conv2d"


WAYS = {"conv2d": conv2d, "depthwise_conv2d": depthwise, "separable_conv2d": separable}


def ask(case: Case) -> dict[str, Any]:
    """One record of a golden file: the case, how TensorFlow was asked, and its answer."""
    dtype = np.float64 if case.numbers == "whole" else np.float32
    output, means = WAYS[case.op](case, *(tf.constant(tensor, dtype) for tensor in tensors(case)))
    values = output.numpy()
    whole = case.numbers == "whole"
    return {
        **json.loads(json.dumps(asdict(case))),
        "tensors": fingerprint(case),
        "via": means,
        "shape": list(values.shape),
        "output": [int(v) if whole else float(str(v)) for v in values.ravel()],
    }


def write() -> None:
    """All files anew, one record a line."""
    GOLDEN.mkdir(exist_ok=True)
    for name, table in FILES.items():
        lines = ",\n".join(json.dumps(ask(case), separators=(",", ":")) for case in table)
        head = json.dumps(tf.__version__)
        (GOLDEN / f"{name}.json").write_text(f'{{"tensorflow":{head},"cases":[\n{lines}\n]}}\n')
        print(f"{name}.json: {len(table)} cases from TensorFlow {tf.__version__}")


def check() -> bool:
    """Whether the files hold what TensorFlow answers now; prints what differs and a summary."""
    wrong = compared = 0
    for name, table in FILES.items():
        stored = json.loads((GOLDEN / f"{name}.json").read_text())["cases"]
        if len(stored) != len(table):
            print(f"{name}.json: {len(stored)} cases, the table has {len(table)}")
            wrong += 1
        for case, record in zip(table, stored, strict=False):
            compared += len(record["output"])
            if reason := difference(ask(case), record):
                print(f"{case.name}: {reason}")
                wrong += 1
    cases = sum(map(len, FILES.values()))
    print(f"TensorFlow {tf.__version__}: {cases} cases, {compared} values compared, {wrong} differences")
    return wrong == 0


def difference(fresh: dict[str, Any], stored: dict[str, Any]) -> str:
    """What differs between two records, nothing if they agree: exactly, floats to float32 precision."""
    for key in fresh.keys() | stored.keys():
        if key != "output" and fresh.get(key) != stored.get(key):
            return f"{key}: TensorFlow's side has {fresh.get(key)}, the file {stored.get(key)}"
    if len(fresh["output"]) != len(stored["output"]):
        return f"output: {len(fresh['output'])} values, the file has {len(stored['output'])}"
    close = {"rtol": 0, "atol": 0} if fresh["numbers"] == "whole" else {"rtol": 2e-6, "atol": 1e-5}
    wrong = ~np.isclose(fresh["output"], stored["output"], **close)
    return f"output: {wrong.sum()} of {wrong.size} values" if wrong.any() else ""


def _padding(case: Case) -> Any:
    return case.padding if isinstance(case.padding, str) else [[0, 0], *map(list, case.padding), [0, 0]]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare the stored values with fresh ones")
    if parser.parse_args().check:
        sys.exit(0 if check() else 1)
    write()
