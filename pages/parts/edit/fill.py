"""Presets: fills a tensor, or one slice of it, from the table of convcore.tensors.presets."""

from __future__ import annotations

from functools import partial

import streamlit as st

from convcore.errors import ConvError
from convcore.numbers import number
from convcore.spec import Tensor
from convcore.tensors.presets import PRESETS, Preset, find_preset
from pages.parts import lab, session
from pages.parts.lab import Name, Note
from pages.parts.lab.slices import size, slices
from pages.parts.ui import fold
from pages.parts.ui.language import t


def menu(name: Name) -> None:
    """The button that opens the presets of a tensor."""
    icon = ":material/format_color_fill:"
    fold.popover(t(f"fill.open.{name}"), partial(_fields, name), key=f"fill_{name}", icon=icon, type="tertiary")


def _fields(name: Name) -> None:
    labels = {preset.name: t(f"fill.preset.{preset.name}") for preset in PRESETS[name]}
    key = f"fill_{name}_preset"
    chosen = st.selectbox(
        t("fill.label"), list(labels), format_func=labels.__getitem__, key=key, persist_state="session"
    )
    preset = find_preset(name, chosen)
    if preset.parameter:
        key = _parameter_key(name, preset)
        st.text_input(t(f"fill.{preset.parameter}"), str(preset.default), key=key, persist_state="session")
    parts = {part.heading: part for part in slices(name, lab.current().tensor(name))}
    st.selectbox(t("fill.scope"), [t("fill.whole"), *parts], key=f"fill_{name}_scope")
    st.button(t("fill.apply"), type="primary", on_click=_apply, args=(name,), key=f"fill_{name}_apply")


def apply_preset(name: Name, tensor: Tensor, preset: Preset, parameter: float, scope: str) -> Tensor:
    """``tensor`` filled by a preset: the slice whose heading is ``scope``, or every slice where none has it."""
    result = tensor.copy()
    parts = slices(name, tensor)
    named = [part for part in parts if part.heading == scope]
    for part in named or parts:
        part.of(result)[:] = preset.fill(size(tensor, name), parameter, parts.index(part))
    return result


def _apply(name: Name) -> None:
    present = lab.current()
    preset = find_preset(name, session.widget(f"fill_{name}_preset"))
    text = session.widget(_parameter_key(name, preset), "0")
    try:
        parameter = number(text)
    except ConvError as error:
        lab.commit(present, name, (Note("fill.refused", {"reason": error.phrase}),))
        return
    scope = session.widget(f"fill_{name}_scope")
    tensor = apply_preset(name, present.tensor(name), preset, parameter, scope)
    named = any(part.heading == scope for part in slices(name, tensor))
    changed = present.with_tensor(name, tensor) if named else present.fill(name, tensor, preset.name, parameter)
    lab.commit(changed, name)


def _parameter_key(name: Name, preset: Preset) -> str:
    return f"fill_{name}_{preset.parameter}"
