"""Provokes the errors that convcore.explain knows under the real frameworks, and runs what it says of them.

    python tests/oracle/run_errors.py            writes tests/convcore/explain/messages.json
    python tests/oracle/run_errors.py --check    provokes them again and compares; a new wording is a difference

For each message, every "before" must raise just that message (of its row) and every "after" must run. The core's own
answer to both, output shapes and refusals, is compared with the framework's. Runs under tests/oracle/requirements.txt.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import itertools
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
os.environ["KERAS_BACKEND"] = "tensorflow"
sys.path.insert(0, str(Path(__file__).parents[2]))

from provocations import PROVOCATIONS

from convcore.explain import Explanation, explain
from convcore.explain.layers import LAYER_NAMES, Layer, ask_layer
from convcore.explain.mend import Mend, mends
from convcore.explain.refusals import check_layer

FILE = Path(__file__).parents[1] / "convcore" / "explain" / "messages.json"
PACKAGES = {"tensorflow": "tensorflow", "keras": "keras", "pytorch": "torch", "jax": "jax"}
LONGEST = 1500


def names() -> dict[str, Any]:
    """What the provocations call."""
    import jax.numpy as jnp
    import keras
    import numpy as np
    import tensorflow as tf
    import torch
    from jax import lax

    def graph(call: Callable[[], Any]) -> Any:
        return tf.function(call)()

    def first_graph(shape: list[int | None], filters: list[int]) -> Any:
        with tf.Graph().as_default():
            return tf.nn.conv2d(tf.compat.v1.placeholder(tf.float32, shape), tf.zeros(filters), 1, "VALID")

    def built(layer: Any, shape: tuple[int | None, ...], image: Any) -> Any:
        layer.build(shape)
        return layer(image)

    def weighted(layer: Any, shape: tuple[int | None, ...], *weights: tuple[int, ...]) -> None:
        layer.build(shape)
        layer.set_weights([np.zeros(weight) for weight in weights])

    def functional(shape: tuple[int, ...]) -> Any:
        inputs = keras.Input(shape)
        return keras.Model(inputs, keras.layers.Conv2D(8, 3)(inputs))

    def conv(image: Any, filters: Any, **options: Any) -> Any:
        layouts = ("NHWC", "HWIO", "NHWC")
        return lax.conv_general_dilated(image, filters, (1, 1), "VALID", dimension_numbers=layouts, **options)

    return {
        **locals(),
        "Z": tf.zeros,
        "T": torch.zeros,
        "J": jnp.zeros,
        "L": keras.layers,
        "nn": torch.nn,
        "F": torch.nn.functional,
    }


def raised(code: str, known: dict[str, Any]) -> str:
    """What a program raises; nothing where it runs."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(code, "<program>", "exec"), known)
    except Exception as error:
        return str(error)
    return ""


def shortened(message: str) -> str:
    """Without the numbers of a printed tensor, which are many and change from run to run."""
    message = re.sub(r"numpy=.*?dtype=float32\)", "numpy=...", message, flags=re.DOTALL)
    message = re.sub(r"input \[\[.*?\]\]", "input [[...]]", message, flags=re.DOTALL)
    return message[:LONGEST]


def steady(message: str) -> str:
    """Without the counters of names."""
    return re.sub(r"(?<=[a-z\]>])_\d+", "_N", message)


def provoke() -> list[dict[str, str]]:
    """Every provocation with its message."""
    known = names()
    return [
        {"framework": framework, "name": name, "code": code, "message": shortened(raised(code, dict(known)))}
        for framework, table in PROVOCATIONS.items()
        for name, code in table.items()
    ]


def faults(record: dict[str, str]) -> Iterator[str]:
    """What is wrong with the answer to a message."""
    answer = explain(record["message"])
    row = record["name"].split(",")[0]
    row = row if row.startswith("tensorflow-") else f"{record['framework']}-{row}"
    if not record["message"]:
        yield "raises nothing"
    elif answer.reading is None or answer.reading.row.name != row:
        yield f"is taken for {answer.reading and answer.reading.row.name}"
    elif answer.framework != record["framework"]:
        yield f"is taken for one of {answer.framework}"
    else:
        offered = mends(answer)
        if not offered:
            yield f"has no mend for {[cause.name for cause in answer.causes]}"
        for mend in offered:
            yield from mend_faults(mend, row)


def mend_faults(mend: Mend, row: str) -> Iterator[str]:
    """What is wrong with a "before" or an "after"."""
    said = raised(mend.code_before, {})
    answer = explain(said)
    if not said or answer.reading is None or answer.reading.row.name != row:
        yield f"before raises {said[:300]!r}\n{mend.code_before}"
    yield from layer_faults(mend.before)
    if said := raised(mend.code_after, {}):
        yield f"after ({mend.cause}) raises {said[:300]!r}\n{mend.code_after}"
    yield from layer_faults(mend.after)


def layer_faults(layer: Layer) -> Iterator[str]:
    """Where the core's answer differs from the framework's: the refusal's wording, or the shape of the output."""
    from convcore.explain.programs import program

    code, told = program(layer), check_layer(layer)
    known: dict[str, Any] = {}
    said = raised(code, known)
    if told.error:
        mine, theirs = explain(told.error), explain(said)
        if not mine.reading or not theirs.reading or mine.reading.row != theirs.reading.row or differ(mine, theirs):
            yield f"the core says {told.error!r}, the framework {said[:300]!r}"
    elif said:
        yield f"the core says {told.output_shape}, the framework {said[:300]!r}\n{code}"
    elif tuple(known["output"].shape) != told.output_shape and None not in known["output"].shape:
        yield f"the core says {told.output_shape}, the framework {tuple(known['output'].shape)}\n{code}"


def differ(mine: Explanation, theirs: Explanation) -> bool:
    """Whether two answers have other numbers; names count up, and a symbolic batch is none."""
    ours = {role: value for role, value in mine.numbers.items() if role not in ("layer", "input_shape")}
    return any(theirs.numbers.get(role) != value for role, value in ours.items())


def layers() -> Iterator[Layer]:
    """Layers as a form asks for them: sizes, strides, padding, dilations and groups of every kind of layer."""
    shapes = {"NHWC": ((2, 9, 8, 4), (1, 2, 2, 3), (5, 5, 4)), "NCHW": ((2, 4, 9, 8), (1, 3, 2, 2), (4, 5, 5))}
    choices = itertools.product(((1, 1), (2, 2), (1, 2)), ("VALID", "SAME"), ((1, 1), (2, 2)), (1, 2, 3), (None, 6))
    for (strides, padding, dilations, groups, channels), (name, (framework, kind)) in itertools.product(
        choices, LAYER_NAMES.items()
    ):
        if (kind != "conv2d" and groups > 1) or (framework == "tensorflow" and groups > 1):
            continue
        if kind == "transposed" and (dilations != (1, 1) or framework == "tensorflow" or padding == "SAME"):
            continue
        if framework == "tensorflow" and kind != "conv2d" and max(strides) > 1 and max(dilations) > 1:
            continue  # other numbers than the definition's, and at times another shape: a note says so
        form = "NCHW" if framework == "pytorch" else "NHWC"
        for shape in shapes[form]:
            if framework == "jax" and kind == "transposed" and (len(shape) != 4 or channels):
                continue  # an assertion without a word
            options = {"strides": strides, "padding": padding, "dilations": dilations, "groups": groups}
            yield ask_layer(name, shape, (3, 3), 6, channels, 2, data_format=form, **options)


def write(records: list[dict[str, str]]) -> None:
    """The file anew, a record a line."""
    versions = {name: version(package).split("+")[0] for name, package in PACKAGES.items()}
    lines = ",\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    FILE.write_text(f'{{"versions":{json.dumps(versions)},"messages":[\n{lines}\n]}}\n', "utf-8")


def differences(records: list[dict[str, str]]) -> Iterator[str]:
    """Messages that are worded otherwise than the stored ones."""
    stored = {
        (one["framework"], one["name"]): one["message"] for one in json.loads(FILE.read_text("utf-8"))["messages"]
    }
    for one in records:
        then, now = stored.pop((one["framework"], one["name"]), ""), one["message"]
        if steady(then) != steady(now):
            yield f"{one['framework']}, {one['name']}: was {then!r}, is {now!r}"
    yield from (f"{framework}, {name}: is provoked no more" for framework, name in stored)


def main() -> int:
    """Runs all; the exit code."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--check", action="store_true", help="compare the stored messages with fresh ones")
    records = provoke()
    found = []
    if options.parse_args().check:
        found += differences(records)
    else:
        write(records)
    found += [f"{one['framework']}, {one['name']}: {fault}" for one in records for fault in faults(one)]
    checked = list(layers())
    found += [fault for layer in checked for fault in layer_faults(layer)]
    for fault in found:
        print(fault)
    said = ", ".join(f"{name} {version(package)}" for name, package in PACKAGES.items())
    print(f"{said}: {len(records)} errors provoked and mended, {len(checked)} layers checked, {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
