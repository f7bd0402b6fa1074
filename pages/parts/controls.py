"""The bar above the player: what is set is read without opening anything, and each part opens to be changed.

What can be set is a table of numbers; the bar is a table of menus over it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from convcore import frameworks
from convcore.errors import ConvError
from convcore.frameworks import Rule
from convcore.kinds import KINDS
from convcore.remedies import Asked, Remedy, remedies, steps
from convcore.shapes import Axis, axis, output_shape
from convcore.spec import READINGS, Kind, Padding
from convcore.trace import MAX_STEPS
from pages.parts import lab, notes
from pages.parts.lab import LIMITS, MOST_OPTION, Lab, Name, Note
from pages.parts.language import t
from pages.parts.result import derivation, formulas
from pages.parts.slices import WORDS

WIDE = 440  # pixels of an open menu; a phone has fewer
TYPED = 9999  # what a field takes from a browser; what is too much is answered in words
VALID, SAME, EXPLICIT = "VALID", "SAME", "explicit"
HISTORY = (("undo", "undo", lab.undo), ("redo", "redo", lab.redo), ("reset", "restart_alt", lab.reset))


@dataclass(frozen=True)
class Number:
    """A number of the lab that can be set.

    Attributes:
        name: its key in the catalogues.
        read: the number that a lab has.
        write: the lab with another number.
        least, most: its limits.
    """

    name: str
    read: Callable[[Lab], int]
    write: Callable[[Lab, int], Lab]
    least: int
    most: int

    @property
    def key(self) -> str:
        """The widget's key."""
        return f"set_{self.name}"


@dataclass(frozen=True)
class Menu:
    """A part of the bar.

    Attributes:
        name: its key in the catalogues, and the name of its control.
        label: what is set, for kinds of convolution.
        numbers: what can be changed in it.
    """

    name: str
    label: Callable[[Lab, tuple[Kind, ...]], str]
    numbers: tuple[Number, ...]


def _size(name: str, *places: tuple[Name, int]) -> Number:
    """A size: it stands in these axes of these tensors."""
    tensor, at = places[0]
    most = next(limit.most for limit in LIMITS if (limit.tensor, limit.axis) == (tensor, at))

    def write(present: Lab, number: int) -> Lab:
        shapes: dict[Name, Any] = {}
        for one, place in places:
            shape = list(present.tensor(one).shape)
            shape[place] = number
            shapes[one] = tuple(shape)
        return present.resized(shapes)

    return Number(name, lambda present: present.tensor(tensor).shape[at], write, 1, most)


def _option(name: str, at: int) -> Number:
    """A stride or a dilation along one axis."""

    def write(present: Lab, number: int) -> Lab:
        pair = list(getattr(present, name))
        pair[at] = number
        return present.with_options(**{name: tuple(pair)})

    axis = ("height", "width")[at]
    return Number(f"{name}_{axis}", lambda present: getattr(present, name)[at], write, 1, MOST_OPTION)


def _side(name: str, at: int, end: int) -> Number:
    """The explicit padding on one side."""

    def write(present: Lab, number: int) -> Lab:
        pads = [list(pair) for pair in present.sides]
        pads[at][end] = number
        return present.with_options(padding=pads)

    return Number(f"padding_{name}", lambda present: present.sides[at][end], write, 0, MOST_OPTION)


def _times(numbers: tuple[int, ...]) -> str:
    return "×".join(map(str, numbers))


def _apart(kinds: tuple[Kind, ...]) -> bool:
    """Whether a page reads the filters' last axis as a multiplier too."""
    return any(KINDS[kind].apart for kind in kinds)


def _kernel(present: Lab, kinds: tuple[Kind, ...]) -> str:
    outs = t("options.multiplier" if _apart(kinds) else "options.outputs")
    return f"{t('options.kernel')} {_times(present.filters.shape[:2])} · {outs} {present.filters.shape[3]}"


MENUS = (
    Menu(
        "input",
        lambda present, kinds: f"{t('options.input')} {_times(present.input.shape)}",
        (
            _size("batch", ("input", 0)),
            _size("channels", ("input", 3), ("filters", 2)),
            _size("height", ("input", 1)),
            _size("width", ("input", 2)),
        ),
    ),
    Menu(
        "kernel",
        _kernel,
        (
            _size("kernel_height", ("filters", 0)),
            _size("kernel_width", ("filters", 1)),
            _size("outputs", ("filters", 3)),
        ),
    ),
    Menu(
        "strides",
        lambda present, kinds: f"{t('options.strides')} {_times(present.strides)}",
        (_option("strides", 0), _option("strides", 1)),
    ),
    Menu(
        "padding",
        lambda present, kinds: f"{t('options.padding')} {present.padding}",
        (_side("top", 0, 0), _side("bottom", 0, 1), _side("left", 1, 0), _side("right", 1, 1)),
    ),
    Menu(
        "dilations",
        lambda present, kinds: f"{t('options.dilations')} {_times(present.dilations)}",
        (_option("dilations", 0), _option("dilations", 1)),
    ),
)


def options(*kinds: Kind, judged: tuple[Kind, ...] = ()) -> None:
    """All that is set, as the page's kinds of convolution read it; undo, redo and the way back to the article.

    Args:
        kinds: what the page shows; both where none is named.
        judged: the kinds whose faults are the page's, where it does not play one step for each cell of all it shows.
    """
    read = kinds or READINGS
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="options"):
        for menu in MENUS:
            _menu(menu, read)
        _output(read)
        _history()
        _images()
    for menu in MENUS:
        _refusals(menu, "bar")
    if lab.state().fault not in (*WORDS, "player"):
        _fault(judged or read, "bar")


def axes_of(present: Lab) -> tuple[Axis, Axis]:
    """The (height, width) axes that a lab asks for; where the kernel does not fit they have no output cell."""
    pads: tuple[Any, Any] = (present.padding,) * 2 if isinstance(present.padding, str) else present.padding
    rows, cols = (
        axis(present.input.shape[1 + i], present.filters.shape[i], present.strides[i], present.dilations[i], pads[i])
        for i in (0, 1)
    )
    return rows, cols


# The menus -----------------------------------------------------------------------------------------------------


def _menu(menu: Menu, kinds: tuple[Kind, ...]) -> None:
    present = lab.current()
    met = _rules(menu, present, kinds)
    refused = any(rule.refused for rule, _ in met)
    icon = ":material/info:" if refused else None
    with st.popover(menu.label(present, kinds), key=f"menu_{menu.name}", icon=icon), st.container(width=WIDE):
        if menu.name == "padding":
            _word(present)
        if menu.name != "padding" or not isinstance(present.padding, str):
            for pair in (menu.numbers[:2], menu.numbers[2:]):
                with st.container(horizontal=True):
                    for number in pair:
                        _field(number, menu, kinds)
        _refusals(menu, "menu")
        st.markdown("  \n".join(formulas(axes_of(present), present.padding == SAME)))
        if menu.name == lab.state().fault:
            _fault(kinds, "menu")
        for rule, numbers in met:
            draw = st.info if rule.refused else st.caption
            draw(t(f"rules.{rule.name}", **numbers))


def _field(number: Number, menu: Menu, kinds: tuple[Kind, ...]) -> None:
    """A field for a number. Its own bounds are wide: what is too much gets an answer with a way out."""
    lab.preset_widget(number.key, number.read(lab.current()))
    outputs = number.name == "outputs" and not _apart(kinds)
    st.number_input(
        t("size.out" if outputs else f"size.{number.name}"),
        -TYPED,
        TYPED,
        step=1,
        key=number.key,
        on_change=_typed,
        args=(number, menu.name),
        width=150,
    )


def _typed(number: Number, control: str) -> None:
    value = lab.widget(number.key)
    present = lab.current()
    if value is None or number.least <= value <= number.most:
        lab.commit(present if value is None else number.write(present, value), control)
        return
    values = {"number": number.name, "value": value, "least": number.least, "most": number.most}
    lab.commit(present, control, (Note("size.limit", values),))


def _word(present: Lab) -> None:
    """The kind of padding."""
    lab.preset_widget("set_padding", present.padding if isinstance(present.padding, str) else EXPLICIT)
    labels = {VALID: VALID, SAME: SAME, EXPLICIT: t("options.padding.explicit")}
    st.segmented_control(
        t("options.padding"),
        list(labels),
        format_func=labels.__getitem__,
        key="set_padding",
        required=True,
        on_change=_choose_word,
        label_visibility="collapsed",
    )


def _choose_word() -> None:
    word = lab.widget("set_padding")
    present = lab.current()
    # Explicit padding begins with what was typed before, otherwise with the sides there are.
    padding: Padding = word if word != EXPLICIT else present.memory.sides or present.sides
    lab.commit(present.with_options(padding=padding), "padding")


def _output(kinds: tuple[Kind, ...]) -> None:
    """The output's size, and how it comes about."""
    present = lab.current()
    rows, cols = axes_of(present)
    if min(rows.out, cols.out) < 1:
        size = t("options.output.none")
    elif len(kinds) == 1:
        size = _times(output_shape(present.spec(kinds[0])))
    else:
        size = _times((rows.out, cols.out))
    with st.popover(f"→ {t('options.output')} {size}", key="menu_output"), st.container(width=WIDE):
        st.markdown("  \n".join(derivation((rows, cols), present.padding == SAME)))
        st.caption(t("size.rule"))


def _images() -> None:
    """The choice of the image that is shown, where there are several."""
    batch = lab.current().input.shape[0]
    if batch > 1:
        lab.preset_widget("set_image", lab.image(batch))
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
    lab.show_image(lab.widget("set_image"))


def _history() -> None:
    history = lab.state().history
    possible = {"undo": history.past, "redo": history.future, "reset": not lab.current().same(lab.article())}
    with st.container(horizontal=True, gap="xsmall", width="content", key="history"):
        for name, icon, action in HISTORY:
            label = t(f"options.{name}")
            st.button(
                label,
                icon=f":material/{icon}:",
                on_click=action,
                disabled=not possible[name],
                type="tertiary",
                help=label,
                key=f"history_{name}",
            )


# What cannot be, and what helps --------------------------------------------------------------------------------


def _refusals(menu: Menu, place: str) -> None:
    """Numbers beyond their limits, each with the nearest that is possible."""
    for note in lab.messages(menu.name):
        if note.key != "size.limit":
            continue
        number = next(number for number in menu.numbers if number.name == note.values["number"])
        nearest = min(max(int(str(note.values["value"])), number.least), number.most)
        with st.container(horizontal=True, vertical_alignment="center", key=f"refused_{place}_{menu.name}"):
            st.warning(t("size.limit", **{**note.values, "number": t(f"size.{number.name}")}))
            st.button(
                t("remedy.use", number=t(f"size.{number.name}"), value=nearest),
                on_click=_take,
                args=(partial(number.write, number=nearest), menu.name),
                key=f"fix_{place}_{menu.name}",
            )


def _fault(kinds: tuple[Kind, ...], place: str) -> None:
    """Why there is no result, and the settings close by that have one."""
    present = lab.current()
    failing = [kind for kind in kinds if present.problem(kind)]
    if not failing:
        return
    kind = failing[0]
    with st.container(key=f"fault_{place}"):
        st.warning(t("lab.fault", reason=_why(present, kind)))
        offers = remedies(present.asked(kind))
        if offers:
            with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
                st.markdown(t("remedy.lead"), width="content")
                for number, offer in enumerate(offers):
                    st.button(
                        _offered(offer),
                        on_click=_take,
                        args=(partial(applied, asked=offer.asked), lab.state().fault),
                        key=f"remedy_{place}_{number}",
                    )


def _why(present: Lab, kind: Kind) -> str:
    """The reason: in more words than the core's where it lies in the sizes and options."""
    unfit = [
        t(f"size.unfit.{side}", extent=axis.extent, padded=axis.padded)
        for axis, side in zip(axes_of(present), ("rows", "cols"), strict=True)
        if axis.out < 1
    ]
    if unfit:
        return " ".join(unfit)
    asked = present.asked(kind)
    if steps(asked) > MAX_STEPS:
        rows, cols, channels = output_shape(asked.spec())[1:]
        return t("size.long", rows=rows, cols=cols, channels=channels, steps=f"{steps(asked):,}", most=f"{MAX_STEPS:,}")
    return notes.reason(present.problem(kind))


def applied(present: Lab, asked: Asked) -> Lab:
    """The lab with the settings of a remedy; a tensor that becomes larger is filled from the preset in use."""
    shapes: dict[Name, Any] = {"input": asked.input_shape, "filters": asked.filter_shape}
    changed = {name: shape for name, shape in shapes.items() if present.tensor(name).shape != shape}
    options = {"strides": asked.strides, "padding": asked.padding, "dilations": asked.dilations}
    return present.resized(changed).with_options(**options)


def _take(change: Callable[[Lab], Lab], control: str) -> None:
    lab.commit(change(lab.current()), control)


def _offered(remedy: Remedy) -> str:
    asked = remedy.asked
    said: dict[str, object] = {
        "padding": asked.padding,
        "kernel": _times(asked.filter_shape[:2]),
        "dilations": _times(asked.dilations),
        "input": _times(asked.input_shape[1:3]),
        "strides": _times(asked.strides),
        "channels": asked.input_shape[3],
        "outputs": asked.filter_shape[3],
    }
    names = {"outputs": f"outputs_{asked.kind}"}
    return ", ".join(t(f"remedy.{names.get(change, change)}", value=said[change]) for change in remedy.changes)


def _rules(menu: Menu, present: Lab, kinds: tuple[Kind, ...]) -> list[tuple[Rule, dict[str, object]]]:
    """The rules of the frameworks that are met at a menu, each once, with the numbers for their words."""
    found: dict[str, tuple[Rule, dict[str, object]]] = {}
    for kind in kinds:
        try:
            spec = present.spec(kind)
        except ConvError:
            continue
        for rule in frameworks.met(spec):
            if menu.name in rule.options:
                found.setdefault(rule.name, (rule, frameworks.values(spec)))
    return list(found.values())
