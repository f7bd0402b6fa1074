"""The slide from conv2d to depthwise_conv2d: the groups, what they cost, and what they prove."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import streamlit as st

from convcore import conv2d
from convcore.numbers import short
from convcore.scenes.grouped import build
from convcore.scenes.model import Scene
from convcore.spec import ConvSpec, Shape4, Tensor
from convcore.tensors.grouped import block_diagonal, divisors, group, nearest
from convcore.trace import Trace
from pages.parts import lab, session
from pages.parts.lab import Lab, Note
from pages.parts.player.player import play, words_of_scene
from pages.parts.ui import notes
from pages.parts.ui.language import t
from pages.parts.ui.number_field import number_field
from pages.parts.ui.printed import show_printed

GROUPS, OUTPUTS, CHOSEN = "groups", "outs", "outs_chosen"
MOST_OUTPUTS = 64


@dataclass(frozen=True)
class Split:
    """The lab's convolution in groups.

    Attributes:
        lab: the tensors and options.
        groups: how many groups, a divisor of the input channels.
        outputs: output channels.
    """

    lab: Lab
    groups: int
    outputs: int

    @cached_property
    def filters(self) -> Tensor:
        """[kh, kw, C/G, outputs], as TensorFlow takes it."""
        return group(self.lab.filters, self.groups, self.outputs)

    @cached_property
    def trace(self) -> Trace:
        """Every step of it.

        Raises:
            ConvError: where the groups do not divide the output channels, where the lab has no result, and where the
                sums leave float64.
        """
        self.lab.spec("standard")
        shapes: tuple[Shape4, Shape4] = (self.lab.input.shape, self.filters.shape)  # type: ignore[assignment]
        spec = ConvSpec("standard", *shapes, self.lab.strides, self.lab.padding, self.lab.dilations)
        return Trace(spec, self.lab.input, self.filters)

    def conv2d(self, filters: Tensor, input: Tensor | None = None) -> Tensor:
        """conv2d with other filters but the lab's options."""
        image = self.lab.input if input is None else input
        return conv2d(image, filters, self.lab.strides, self.lab.padding, self.lab.dilations)


def settle_split(present: Lab) -> tuple[int, int]:
    """The groups and the output channels that are set, before their controls are drawn.

    Until another number is chosen there are as many output channels as depthwise_conv2d has.
    """
    channels, multiplier = present.filters.shape[2:]
    if session.widget(GROUPS) not in divisors(channels):
        session.preset_widget(GROUPS, 1)
    if session.widget(CHOSEN) is None:
        return session.widget(GROUPS), channels * multiplier
    return session.widget(GROUPS), session.widget(CHOSEN)


def choose(present: Lab, outputs: int) -> None:
    """The controls: the groups, and the output channels they are to divide."""
    options = divisors(present.filters.shape[2])
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    if len(options) > 1:
        left.select_slider(t("groups.slider"), options, key=GROUPS, persist_state="session", on_change=_clear)
    else:
        left.markdown(t("groups.single"))
    with right:
        number_field(t("groups.outputs"), outputs, OUTPUTS, _set_outputs)
    notes.show(OUTPUTS)


def _clear() -> None:
    lab.commit(lab.current())  # what was said of the last attempt goes


def _set_outputs() -> None:
    _take_outputs(session.widget(OUTPUTS))


def _take_outputs(count: int) -> None:
    """Sets the number of output channels where it is possible, and says where it is not."""
    possible = 1 <= count <= MOST_OUTPUTS
    if possible:
        session.preset_widget(CHOSEN, count)
    refusal = Note("groups.limit", {"value": count, "most": MOST_OUTPUTS})
    lab.commit(lab.current(), OUTPUTS, () if possible else (refusal,))


def mend(groups: int, outputs: int) -> None:
    """The counts of output channels that work, where the groups do not divide what is set."""
    if outputs % groups == 0:
        return
    with st.container(horizontal=True):
        for count in nearest(outputs, groups, MOST_OUTPUTS):
            st.button(t("groups.fix", count=count), on_click=_take_outputs, args=(count,))


def play_split(trace: Trace, dimmed: bool) -> Scene:
    """Steps the grouped convolution, its filter shown as a matrix of kernels. Returns what is played."""
    scene = build(trace, words_of_scene(), lab.image(trace.shape[0]))
    play(scene, "grouped", dimmed=dimmed, editable=("input",))
    return scene


def show_costs(split: Split) -> None:
    """What the number of groups changes: parameters and multiplications, beside those of one group."""
    _, rows, cols, _ = split.trace.shape
    one = split.filters.size * split.groups
    for column, (name, value, dense) in zip(
        st.columns(3),
        (
            ("output", list(split.trace.shape), None),
            ("parameters", split.filters.size, one),
            ("multiplications", split.filters.size * rows * cols, one * rows * cols),
        ),
        strict=True,
    ):
        note = t("groups.of", dense=f"{dense:,}") if dense and split.groups > 1 else None
        text = f"{value:,}" if isinstance(value, int) else str(value)
        column.metric(t(f"groups.{name}"), text, note, delta_color="off", delta_arrow="off")


def proofs(split: Split) -> None:
    """Checked on the whole tensors: the zeros change nothing, and each group is a convolution of its own."""
    whole = split.trace.output
    limit = 1e-9 * max(float(np.abs(whole).max()), 1.0)
    found = {name: float(np.abs(whole - other).max()) for name, other in _others(split)}
    held = {name: difference for name, difference in found.items() if difference <= limit}
    failing = {name: difference for name, difference in found.items() if name not in held}
    for verdict, draw, differences in (("holds", st.success, held), ("fails", st.error, failing)):
        if differences:
            said = t(f"groups.proof.{verdict}", cells=whole.size, difference=short(max(differences.values())))
            draw("\n".join([said, "", *(f"- {t(f'groups.proof.{name}')}" for name in differences)]))


def _others(split: Split) -> Iterator[tuple[str, Tensor]]:
    """What has to give the same output."""
    yield "diagonal", split.conv2d(block_diagonal(split.lab.filters, split.groups, split.outputs))
    inputs = np.split(split.lab.input, split.groups, axis=3)
    filters = np.split(split.filters, split.groups, axis=3)
    yield (
        "apart",
        np.concatenate([split.conv2d(f, x) for x, f in zip(inputs, filters, strict=True)], axis=3),
    )
    channels, multiplier = split.lab.filters.shape[2:]
    if (split.groups, split.outputs) == (channels, channels * multiplier):
        yield "depthwise", split.lab.trace("depthwise").output
    if split.groups == 1:
        columns = np.arange(split.outputs) % multiplier
        yield "standard", split.lab.trace("standard").output[..., columns]


def notations(split: Split) -> None:
    """The same convolution as TensorFlow, PyTorch and Keras write it, side by side, with the shapes at hand."""
    st.header(t("groups.notations"))
    for column, (name, code) in zip(st.columns(3), spell_out(split).items(), strict=True):
        column.markdown(f"**{name}**")
        show_printed(code, column, wraps=True)


def spell_out(split: Split) -> dict[str, str]:
    """Each framework's line, and depthwise's own where it is one.

    >>> print(spell_out(Split(lab.article(), 2, 4))["Keras"])
    Conv2D(4, (3, 3), groups=2)
    # or
    DepthwiseConv2D((3, 3), depth_multiplier=2)
    """
    kh, kw, channels, multiplier = split.lab.filters.shape
    depth, outputs, groups = channels // split.groups, split.outputs, split.groups
    lines = {
        "TensorFlow": ["tf.nn.conv2d(x, filters)", *_shape("filters", kh=kh, kw=kw, **{"C/G": depth}, Cout=outputs)],
        "PyTorch": [
            f"F.conv2d(x, weight, groups={groups})",
            *_shape("weight", Cout=outputs, **{"C/G": depth}, kh=kh, kw=kw),
        ],
        "Keras": [f"Conv2D({outputs}, ({kh}, {kw}), groups={groups})"],
    }
    if groups == channels and outputs == channels * multiplier:
        shape = _shape("filters", kh=kh, kw=kw, C=channels, M=multiplier)
        lines["TensorFlow"] += ["# or", "tf.nn.depthwise_conv2d(x, filters)", *shape]
        lines["Keras"] += ["# or", f"DepthwiseConv2D(({kh}, {kw}), depth_multiplier={multiplier})"]
    return {name: "\n".join(code) for name, code in lines.items()}


def _shape(tensor: str, **sizes: int) -> tuple[str, str]:
    """A tensor's axes in names, and below them in numbers."""
    left = f"# {tensor} "
    return f"{left}[{', '.join(sizes)}]", f"#{'= '.rjust(len(left) - 1)}{list(sizes.values())}"
