"""The bar above the player: what is set is read without opening anything, and each part opens to be changed."""

from __future__ import annotations

import streamlit as st

from convcore import frameworks
from convcore.errors import ConvError
from convcore.frameworks import Rule
from convcore.kinds import KINDS
from convcore.spec import READINGS, Kind, Padding
from pages.parts import lab, session
from pages.parts.edit.faults import fault, offer_mend, refusals
from pages.parts.edit.menus import MENUS, Menu, Number, reads_apart, times
from pages.parts.edit.undo import history
from pages.parts.lab import Given, Lab, Note
from pages.parts.lab.slices import TENSOR_WORDS
from pages.parts.ui import glossary
from pages.parts.ui.formulas import derivation, formulas
from pages.parts.ui.language import t
from pages.parts.ui.number_field import number_field

WIDE = 440  # pixels of an open menu; a phone has fewer
VALID, SAME, EXPLICIT = "VALID", "SAME", "explicit"
PADDING = "set_padding"  # the choice of a word


def options(given: Given, *kinds: Kind) -> None:
    """All that is set, as the page's kinds of convolution read it; undo, redo and the way back to the article.

    Args:
        given: what the page's convolution gives.
        kinds: how it reads the filters; as both where none is named.
    """
    read = kinds or READINGS
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="options"):
        for menu in MENUS:
            _menu(menu, given, read)
        _output(given)
        history()
        _images()
    with st.container():  # what stands below keeps its place in the page, or a browser would build it anew
        for menu in MENUS:
            refusals(menu, "bar")
        if lab.state().fault not in (*TENSOR_WORDS, "player"):
            fault(given, read[0], "bar")
        offer_mend()


def _menu(menu: Menu, given: Given, kinds: tuple[Kind, ...]) -> None:
    present = lab.current()
    rules_met = _find_rules(menu, present, kinds)
    refused = any(rule.refused for rule, _ in rules_met)
    icon = ":material/info:" if refused else None
    label, words = menu.label(present, kinds), glossary.explain_option(menu.name)
    with st.popover(label, key=f"menu_{menu.name}", icon=icon, help=words), st.container(width=WIDE):
        if menu.name == "padding":
            _word(present)
        if menu.name != "padding" or not isinstance(present.padding, str):
            for pair in filter(None, (menu.numbers[:2], menu.numbers[2:])):
                with st.container(horizontal=True):
                    for number in pair:
                        _field(number, menu, kinds)
        refusals(menu, "menu")
        st.markdown("  \n".join(formulas(present.axes, present.padding == SAME)))
        if words:
            st.caption(words)
        if menu.name == lab.state().fault:
            fault(given, kinds[0], "menu")
        for rule, numbers in rules_met:
            draw = st.info if rule.refused else st.caption
            draw(t(f"rules.{rule.name}", **numbers))


def _field(number: Number, menu: Menu, kinds: tuple[Kind, ...]) -> None:
    """A field for a number. It has no bounds: what is too much gets an answer with a way out."""
    outputs = number.name == "outputs" and not reads_apart(kinds)
    number_field(
        t("size.out" if outputs else f"size.{number.name}"),
        number.read(lab.current()),
        key=number.key,
        on_change=_set_number,
        args=(number, menu.name),
        width=150,
    )


def _set_number(number: Number, control: str) -> None:
    value = session.widget(number.key)
    present = lab.current()
    if number.least <= value <= number.most:
        lab.commit(number.write(present, value), control)
        return
    values = {"number": number.name, "value": value, "least": number.least, "most": number.most}
    lab.commit(present, control, (Note("size.limit", values),))


def _word(present: Lab) -> None:
    """The kind of padding."""
    word = present.padding if isinstance(present.padding, str) else EXPLICIT
    labels = {VALID: VALID, SAME: SAME, EXPLICIT: t("options.padding.explicit")}
    st.segmented_control(
        t("options.padding"),
        list(labels),
        format_func=labels.__getitem__,
        key=session.show_in_widget(PADDING, word),
        required=True,
        on_change=_choose_word,
        label_visibility="collapsed",
    )


def _choose_word() -> None:
    session.note_entry(PADDING)
    word = session.widget(PADDING)
    present = lab.current()
    # Explicit padding begins with what was typed before, otherwise with the sides there are.
    padding: Padding = word if word != EXPLICIT else present.memory.sides or present.sides
    lab.commit(present.with_options(padding=padding), "padding")


def _output(given: Given) -> None:
    """The output's size, and how it comes about."""
    present = lab.current()
    shapes = {KINDS[work.kind].function: work.output.shape for work in given.works}
    both = len(shapes) > 1  # then their names have no room in the bar's one line
    label = " · ".join(map(times, shapes.values())) or t("options.output.none")
    words = " · ".join(shapes) if both else None
    with (
        st.popover(f"→ {label}" if both else f"→ {t('options.output')} {label}", key="menu_output", help=words),
        st.container(width=WIDE),
    ):
        for function, shape in shapes.items():
            st.markdown(f"`tf.nn.{function}` → `{list(shape)}`")
        st.markdown("  \n".join(derivation(present.axes, present.padding == SAME)))
        st.caption(t("size.rule"))


def _images() -> None:
    """The choice of the image that is shown, where there are several."""
    batch = lab.current().input.shape[0]
    if batch > 1:
        session.preset_widget("set_image", lab.image(batch))
        st.segmented_control(
            t("options.image"),
            list(range(batch)),
            format_func=lambda number: f"input[{number}]",
            key="set_image",
            required=True,
            on_change=_choose_image,
            label_visibility="collapsed",
        )


def _choose_image() -> None:
    lab.show_image(session.widget("set_image"))


def _find_rules(menu: Menu, present: Lab, kinds: tuple[Kind, ...]) -> list[tuple[Rule, dict[str, object]]]:
    """The rules of the frameworks that are met at a menu, each once, with the numbers for their words."""
    found: dict[str, tuple[Rule, dict[str, object]]] = {}
    for kind in kinds:
        try:
            spec = present.spec(kind)
        except ConvError:
            continue
        for rule in frameworks.find_rules(spec):
            if menu.name in rule.options:
                found.setdefault(rule.name, (rule, frameworks.values(spec)))
    return list(found.values())
