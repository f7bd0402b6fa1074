"""A layer without an error: what it gives and costs, or the very error that its framework would raise."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Literal, cast

import streamlit as st

from convcore.errors import ConvError, quote
from convcore.explain import explain
from convcore.explain.layers import LAYER_NAMES, Checked, Layer, ask_layer, transposed_size
from convcore.explain.messages.model import FRAMEWORK_TITLES
from convcore.explain.refusals import check_layer
from convcore.explain.tell import write_value
from convcore.spec import Pair
from pages.parts import session
from pages.parts.sections.errors import answer
from pages.parts.ui import notes
from pages.parts.ui.language import t
from pages.parts.ui.printed import show_printed

PaddingChoice = Literal["VALID", "SAME", "explicit"]

LAYER, LAYOUT, PADDING = "check_layer", "check_layout", "check_padding"
MOST_AXES, MOST_SIZE = 6, 65536
WIDTH = 165  # two stand side by side on a phone
SHAPES = {"NHWC": "1, 28, 28, 3", "NCHW": "1, 3, 28, 28"}
ONLY = {"pytorch": ("NCHW",), "tf.nn.conv2d_transpose": ("NHWC",)}
EXPLICIT = {"tf.nn.conv2d", "nn.Conv2d", "F.conv2d", "nn.ConvTranspose2d", "lax.conv_general_dilated"}
OWN: dict[str, tuple[str, ...]] = {
    "conv2d": ("outputs", "groups"),
    "depthwise": ("multiplier",),
    "separable": ("outputs", "multiplier"),
    "transposed": ("outputs",),
}
"""Fields that not every layer has."""
SHAPED = {"tf.nn.conv2d_transpose"}
ONE = re.compile(r"[0-9]{1,6}")


def section() -> None:
    """The form and, below it, the answer to what it says."""
    try:
        layer = _layer()
    except ConvError as error:
        st.warning(notes.reason(error))
        return
    checked = check_layer(layer)
    if checked.error:
        st.markdown(t("errors.form.refused", framework=FRAMEWORK_TITLES[layer.framework]))
        show_printed(checked.error, wraps=True)
        answer.show(checked.error, explain(checked.error), "checked")
    else:
        _figures(checked)


def sizes(label: str, text: str, counts: tuple[int, ...], least: int = 1) -> tuple[int, ...]:
    """The sizes in a field.

    Args:
        label: what the field is called, for a message.
        text: what was typed.
        counts: how many sizes may stand there.
        least: the smallest size.

    Raises:
        ConvError: for something else.

    >>> sizes("input", "[1, 28, 28, 3]", (4,)), sizes("kernel", "3x5", (1, 2))
    ((1, 28, 28, 3), (3, 5))
    """
    parts = re.split(r"[\s,;x×，]+", text.strip(" []()（）"))[: MOST_AXES + 1]
    found = tuple(int(part) for part in parts if ONE.fullmatch(part))
    fitting = len(found) == len(parts) and len(found) in counts
    if not fitting or not all(least <= size <= MOST_SIZE for size in found):
        raise ConvError(
            "{field}: {counts} whole numbers from {least} to {most:,} are needed, got {text}",
            field=label,
            counts="-".join(str(count) for count in dict.fromkeys((counts[0], counts[-1]))),
            least=least,
            most=MOST_SIZE,
            text=quote(text),
        )
    return found


def _pair(name: str, text: str, least: int = 1) -> Pair:
    found = sizes(_label(name), text, (1, 2), least)
    return found[0], found[-1]


def _one(name: str, text: str) -> int:
    return sizes(_label(name), text, (1,))[0]


def _label(name: str) -> str:
    return t(f"errors.form.{name}")


def _layer() -> Layer:
    """Draws the fields, those alone that the layer has, and reads them.

    Raises:
        ConvError: for a field that is no size.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", key="check_fields"):
        name = _choose(
            LAYER, {key: f"{FRAMEWORK_TITLES[framework]} · {key}" for key, (framework, _) in LAYER_NAMES.items()}, 260
        )
        framework, kind = LAYER_NAMES[name]
        layouts = ONLY.get(name) or ONLY.get(framework) or ("NHWC", "NCHW")
        layout = _choose(LAYOUT, {one: one for one in layouts}, WIDTH)
        shape = _type_sizes("input", SHAPES[layout], layout)
        kernel = _type_sizes("kernel", "3")
        outputs = _type_sizes("outputs", "8") if "outputs" in OWN[kind] else "1"
        wanted = _type_sizes("wanted", "")
        multiplier = _type_sizes("multiplier", "1") if "multiplier" in OWN[kind] else "1"
        strides = _type_sizes("strides", "1")
        dilations = _type_sizes("dilations", "1")
        groups = _type_sizes("groups", "1") if "groups" in OWN[kind] and framework != "tensorflow" else "1"
        words = {"VALID": "VALID", "SAME": "SAME", "explicit": t("options.padding.explicit")}
        if name not in EXPLICIT:
            del words["explicit"]
        if name == "nn.ConvTranspose2d":
            del words["SAME"]
        padding = cast(PaddingChoice, _choose(PADDING, words, WIDTH))
        sides = _type_sizes("sides", "1") if padding == "explicit" else "0"
    down, across = _pair("sides", sides, 0)
    options: dict[str, Any] = {
        "data_format": layout,
        "strides": _pair("strides", strides),
        "dilations": _pair("dilations", dilations),
        "groups": _one("groups", groups),
        "padding": ((down, down), (across, across)) if padding == "explicit" else padding,
    }
    layer = ask_layer(
        name,
        sizes(_label("input"), shape, (4,) if name in SHAPED else tuple(range(1, MOST_AXES + 1))),
        _pair("kernel", kernel),
        _one("outputs", outputs),
        _one("wanted", wanted) if wanted.strip() else None,
        _one("multiplier", multiplier),
        **options,
    )
    return shape_output(layer) if name in SHAPED else layer


def shape_output(layer: Layer) -> Layer:
    """A transposed convolution of TensorFlow, whose output shape is asked for: that which follows from its input.

    >>> shape_output(ask_layer("tf.nn.conv2d_transpose", (2, 3, 3, 4), (3, 3), 8, strides=(2, 2))).output_shape
    (2, 7, 7, 8)
    """
    rows, cols = (transposed_size(layer, i) for i in (0, 1))
    return replace(layer, output_shape=(layer.batch, rows, cols, layer.outs))


def _choose(key: str, options: dict[str, str], width: int) -> str:
    """A choice of a list that may have become another one since."""
    if session.widget(key) not in options:
        session.preset_widget(key, next(iter(options)))
    chosen: str = st.selectbox(
        _label(key),
        list(options),
        format_func=options.__getitem__,
        key=key,
        width=width,
        persist_state="session",
    )
    return chosen


def _type_sizes(name: str, value: str, variant: str = "") -> str:
    """A field for sizes."""
    key = "_".join(filter(None, ("check", name, variant)))
    if session.widget(key) is None:
        session.preset_widget(key, value)
    hint = "" if value else t("errors.form.optional")
    return st.text_input(_label(name), key=key, width=WIDTH, max_chars=60, placeholder=hint, persist_state="session")


def _figures(checked: Checked) -> None:
    if min(checked.output_shape) < 0:
        st.warning(t("errors.form.none"))
        return
    figures = {
        "output": write_value(checked.output_shape),
        "parameters": f"{checked.parameters:,}",
        "multiply_adds": f"{checked.multiply_adds:,}",
    }
    with st.container(horizontal=True, key="check_figures"):
        for name, value in figures.items():
            st.metric(t(f"errors.form.{name}"), value, width="content")
    for note in checked.notes:
        st.info(answer.say(note))
