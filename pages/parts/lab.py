"""What the learner has set: the tensors, the options, their history, and the one door to Streamlit's session.

``Lab``, ``History`` and ``State`` are plain records without Streamlit. The functions below them keep one ``State`` in
the session; nothing else in the pages touches ``st.session_state``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Literal, cast, get_args

import numpy as np
import streamlit as st

from convcore.errors import ConvError, Phrase
from convcore.remedies import Asked, Sides, sides
from convcore.spec import READINGS, ConvSpec, Kind, Padding, Pair, Shape4, Tensor, as_tensor
from convcore.tensors.presets import article_filters, article_input, columns, find_preset, whole
from convcore.tensors.resize import remembered, resized
from convcore.trace import Trace, check_steps

Name = Literal["input", "filters", "pointwise"]
Cell = tuple[int, int]
Edits = Mapping[Cell, str | None]

PICTURES: tuple[tuple[Kind, ...], ...] = (*((kind,) for kind in READINGS), READINGS)
MOST_OPTION = 16
UNDO_STEPS = 50
STATE = "state"
OPENED = "opened"  # the control whose messages are about the link that a session began with


@dataclass(frozen=True)
class Limit:
    """The largest size that one axis of a tensor may have; the smallest is 1."""

    tensor: Name
    axis: int
    what: Phrase
    most: int


LIMITS = (
    Limit("input", 0, Phrase("batch"), 4),
    Limit("input", 1, Phrase("height"), 16),
    Limit("input", 2, Phrase("width"), 16),
    Limit("input", 3, Phrase("input channels"), 8),
    Limit("filters", 0, Phrase("kernel height"), 7),
    Limit("filters", 1, Phrase("kernel width"), 7),
    Limit("filters", 3, Phrase("channel multiplier or output channels"), 8),
    Limit("pointwise", 3, Phrase("output channels"), 8),
)


def check_sizes(name: Name, shape: Sequence[int]) -> None:
    """Refuses a tensor of four sizes past a limit."""
    for limit in LIMITS:
        if limit.tensor == name and shape[limit.axis] > limit.most:
            raise ConvError(
                "{name}: the {what} may be at most {most}, got {size}",
                name=name,
                what=limit.what,
                most=limit.most,
                size=shape[limit.axis],
            )


@dataclass(frozen=True)
class Fill:
    """A preset of convcore.tensors.presets and the number beside it."""

    preset: str
    parameter: float


@dataclass(frozen=True, eq=False)
class Memory:
    """What a lab remembers beside what is set.

    Attributes:
        tensors: by tensor, the numbers it had in all its sizes (tensors.resize), and the shape it was given last: in
            another shape it is another tensor, of which nothing is known.
        fills: by tensor, the preset in use; a tensor without one goes on as the article's does.
        sides: the explicit padding that was set last.
    """

    tensors: Mapping[Name, tuple[Tensor, Shape4]] = field(default_factory=dict)
    fills: Mapping[Name, Fill] = field(default_factory=dict)
    sides: Sides | None = None


@dataclass(frozen=True, eq=False)
class Lab:
    """The tensors and options of one convolution, read as standard or as depthwise. Never changed, only replaced.

    Attributes:
        input: [N, H, W, C] of float64.
        filters: [kh, kw, C, M] of float64: M output channels when read as standard, multiplier M as depthwise.
        strides, padding, dilations: as in :class:`convcore.spec.ConvSpec`.
        pointwise: what was set of the pointwise filters, see :attr:`pointwise_filters`; None is nothing.
        memory: what was set before and comes back with its size.

    Raises:
        ConvError: past a limit, for values that are no finite numbers, for options that are none, or where the
            channels do not match. Options that cannot work with the sizes are allowed here: :meth:`problem` tells
            of them.
    """

    input: Tensor
    filters: Tensor
    strides: Pair = (1, 1)
    padding: Padding = "VALID"
    dilations: Pair = (1, 1)
    pointwise: Tensor | None = None
    memory: Memory = field(default_factory=Memory, repr=False)
    _traces: dict[Kind, Trace] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for name in ("input", "filters", "pointwise"):
            if getattr(self, name) is not None:
                tensor = as_tensor(name, getattr(self, name), (4,)).astype(np.float64)
                tensor.flags.writeable = False
                object.__setattr__(self, name, tensor)
        if self.pointwise is not None and self.pointwise.shape[:2] != (1, 1):
            kernel = "x".join(map(str, self.pointwise.shape[:2]))
            raise ConvError("pointwise: a 1x1 kernel is needed, got {kernel}", kernel=kernel)
        for name in get_args(Name):
            check_sizes(name, self.tensor(name).shape)
        if self.filters.shape[2] != self.input.shape[3]:
            raise ConvError(
                "filters: their depth must equal the input's channels, got {depth} for {channels}",
                depth=self.filters.shape[2],
                channels=self.input.shape[3],
            )
        self._check_options()

    def _check_options(self) -> None:
        """Puts strides, padding and dilations in their plain form."""
        # A convolution of one cell takes any options that there are.
        spec = ConvSpec("standard", (1, 1, 1, 1), (1, 1, 1, 1), self.strides, self.padding, self.dilations)
        for name in ("strides", "padding", "dilations"):
            value = getattr(spec, name)
            object.__setattr__(self, name, value)
            largest = 0 if isinstance(value, str) else int(np.max(value))
            if largest > MOST_OPTION:
                raise ConvError(
                    "{name}: at most {most} cells are possible here, got {cells}",
                    name=name,
                    most=MOST_OPTION,
                    cells=largest,
                )

    def tensor(self, name: Name) -> Tensor:
        """The input, the filters or the pointwise filters."""
        return {"input": self.input, "filters": self.filters, "pointwise": self.pointwise_filters}[name]

    @property
    def pointwise_filters(self) -> Tensor:
        """[1, 1, C*M, out]: the second stage of the separable convolution.

        Where nothing was set they add up the depthwise channels of equal q: the separable result is then that of the
        plain conv2d. What was set is kept as far as it fits; a size that goes and comes back brings its values back.
        """
        rows = self.filters.shape[2] * self.filters.shape[3]
        outputs = self.filters.shape[3] if self.pointwise is None else self.pointwise.shape[3]
        made = columns((rows, outputs), 0, 0).astype(np.float64)[np.newaxis, np.newaxis]
        if self.pointwise is not None:
            made[:, :, : self.pointwise.shape[2]] = self.pointwise[:, :, :rows]
        return made

    def asked(self, kind: Kind) -> Asked:
        """What this lab asks for, whether or not it can work."""
        shapes = cast(tuple[Shape4, Shape4], (self.input.shape, self.filters.shape))
        return Asked(kind, *shapes, self.strides, self.padding, self.dilations)

    @property
    def sides(self) -> Sides:
        """((top, bottom), (left, right)) of the padding; every kind has the same."""
        return sides(self.asked(READINGS[0]))

    def spec(self, kind: Kind) -> ConvSpec:
        """The convolution that this lab asks for.

        Raises:
            ConvError: where the options cannot work with the sizes.
        """
        return self.asked(kind).spec()

    def trace(self, kind: Kind) -> Trace:
        """All steps of the convolution, computed once.

        Raises:
            ConvError: where the options cannot work with the sizes, or the sums leave float64.
        """
        if kind not in self._traces:
            self._traces[kind] = Trace(self.spec(kind), self.input, self.filters)
        return self._traces[kind]

    def problem(self, kind: Kind) -> Phrase | None:
        """Why this lab has no result that can be played, or None when it has one."""
        try:
            check_steps(self.trace(kind))
        except ConvError as error:
            return error.phrase
        return None

    def with_tensor(self, name: Name, tensor: Tensor) -> Lab:
        """This lab with another input, other filters or other pointwise filters."""
        return replace(self, **{name: tensor})

    def filled(self, name: Name, tensor: Tensor, preset: str, parameter: float) -> Lab:
        """This lab with a whole tensor from a preset, which from now on fills new places as well."""
        tensors = {other: known for other, known in self.memory.tensors.items() if other != name}
        fills = {**self.memory.fills, name: Fill(preset, parameter)}
        return replace(self, **{name: tensor}, memory=replace(self.memory, tensors=tensors, fills=fills))

    def resized(self, shapes: Mapping[Name, Shape4]) -> Lab:
        """This lab with its input or filters in other shapes: what fits stays, what was there comes back."""
        made: dict[str, Tensor] = {}
        tensors = dict(self.memory.tensors)
        for name, shape in shapes.items():
            tensor = self.tensor(name)
            memory, given = self.memory.tensors.get(name, (None, None))
            memory = remembered(tensor, memory if given == tensor.shape else None)
            tensors[name] = memory, shape
            made[name] = resized(tensor, memory, shape, partial(self._new, name))
        return replace(self, **made, memory=replace(self.memory, tensors=tensors))

    def _new(self, name: Name, shape: Shape4) -> Tensor:
        """A tensor of the preset in use."""
        fill = self.memory.fills.get(name)
        if fill is None and name == "pointwise":
            return columns(shape[2:], 0, 0)[np.newaxis, np.newaxis]
        if fill is None:
            return article_input(shape) if name == "input" else article_filters(shape)
        return whole(name, find_preset(name, fill.preset), fill.parameter, shape)

    def with_cell(self, name: Name, index: tuple[int, ...], value: float) -> Lab:
        """This lab with one cell changed."""
        tensor = self.tensor(name).copy()
        tensor[index] = value
        return self.with_tensor(name, tensor)

    def with_options(self, **options: Any) -> Lab:
        """This lab with other strides, padding or dilations; explicit padding is remembered."""
        changed = replace(self, **options)
        if isinstance(changed.padding, str):
            return changed
        return replace(changed, memory=replace(self.memory, sides=changed.padding))

    def same(self, other: Lab) -> bool:
        """Whether both labs hold the same bits."""
        options = ("strides", "padding", "dilations")
        return all(getattr(self, name) == getattr(other, name) for name in options) and all(
            mine.shape == theirs.shape and mine.tobytes() == theirs.tobytes()
            for mine, theirs in ((self.tensor(name), other.tensor(name)) for name in get_args(Name))
        )


def article() -> Lab:
    """The article's example.

    >>> article().trace("depthwise").output[0, 0, 0].tolist()
    [0.0, 36.0, 9.0, 27.0]
    """
    return Lab(article_input(), article_filters())


@dataclass(frozen=True)
class History:
    """A lab and the labs before and after it.

    >>> first, second = article(), article().with_options(padding="SAME")
    >>> history = History(first).then(second)
    >>> history.undo().present.padding, history.undo().redo().present.padding
    ('VALID', 'SAME')
    """

    present: Lab
    past: tuple[Lab, ...] = ()
    future: tuple[Lab, ...] = ()

    def then(self, lab: Lab) -> History:
        """``lab`` becomes the present; what was undone is forgotten, as is the oldest past beyond 50 steps."""
        return History(lab, (*self.past, replace(self.present))[-UNDO_STEPS:])

    def undo(self) -> History:
        """One step back, where there is one."""
        if not self.past:
            return self
        return History(self.past[-1], self.past[:-1], (replace(self.present), *self.future))

    def redo(self) -> History:
        """One undone step forth again, where there is one."""
        if not self.future:
            return self
        return History(self.future[0], (*self.past, replace(self.present)), self.future[1:])


@dataclass(frozen=True)
class Note:
    """A message for the learner: a key of the language catalogues and what to fill in."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class State:
    """All that a session keeps.

    Attributes:
        history: what is set, with undo and redo.
        good: for each of :data:`PICTURES`, the last lab that had all of its results: the picture while the present
            one has none.
        version: grows with every change of the lab.
        notes: messages, by the name of the control they belong to.
        fault: the control whose setting left the present lab without a result.
        held: by the key of an editor, the edits it held in the last run; they are taken over already.
        applied: the number of the last edit taken over from a player.
        image: which image of the batch was chosen to be shown.
    """

    history: History = field(default_factory=lambda: History(article()))
    good: Mapping[tuple[Kind, ...], Lab] = field(default_factory=dict)
    version: int = 0
    notes: Mapping[str, tuple[Note, ...]] = field(default_factory=dict)
    fault: str = ""
    held: Mapping[str, Edits] = field(default_factory=dict)
    applied: int = 0
    image: int = 0

    def commit(self, lab: Lab, control: str = "", notes: tuple[Note, ...] = ()) -> State:
        """``control`` sets ``lab`` and shows ``notes``; an unchanged lab adds no step to the history."""
        older = {name: said for name, said in self.notes.items() if name != OPENED}
        noted = replace(self, notes={**older, control: notes})
        if lab.same(self.history.present):
            return replace(noted, history=replace(self.history, present=lab))
        return noted._moved(self.history.then(lab), control)

    def opened(self, lab: Lab, notes: tuple[Note, ...] = ()) -> State:
        """``lab`` as the beginning of a session, with nothing to undo; the notes go with the first change."""
        return replace(self, notes={OPENED: notes})._moved(History(lab), OPENED)

    def undo(self) -> State:
        """The lab before the last change; messages go."""
        return replace(self, notes={})._moved(self.history.undo(), "")

    def redo(self) -> State:
        """The lab that was undone last; messages go."""
        return replace(self, notes={})._moved(self.history.redo(), "")

    def shown(self, *kinds: Kind) -> Lab:
        """The present lab where it has a result of these kinds, otherwise the last one that had all of them."""
        present = self.history.present
        return self.good.get(kinds, present) if any(map(present.problem, kinds)) else present

    def messages(self, control: str) -> tuple[Note, ...]:
        """What to show at a control: its own notes and, where its setting cannot work, why."""
        reasons = {self.history.present.problem(kind) for kind in READINGS} if control == self.fault else set()
        faults = tuple(Note("lab.fault", {"reason": reason}) for reason in sorted(filter(None, reasons), key=str))
        return (*self.notes.get(control, ()), *faults)

    def _moved(self, history: History, control: str) -> State:
        good = {kinds: self.shown(*kinds) for kinds in PICTURES}
        failing = any(history.present.problem(kind) for kind in READINGS)
        fault = (self.fault or control) if failing else ""
        return replace(self, history=history, good=good, version=self.version + 1, fault=fault)


def state() -> State:
    """The session's state; a new session begins with the article's example."""
    if not begun():
        st.session_state[STATE] = State()
    return cast(State, st.session_state[STATE])


def begun() -> bool:
    """Whether the session has a state yet."""
    return STATE in st.session_state


def begin(lab: Lab, notes: tuple[Note, ...] = ()) -> None:
    """The session begins with another lab than the article's example; ``notes`` say what there is to say of it."""
    st.session_state[STATE] = State().opened(lab, notes)


def current() -> Lab:
    """What is set now; it may be without a result."""
    return state().history.present


def shown(*kinds: Kind) -> Lab:
    """The lab to draw: :func:`current`, or while that lacks a result of these kinds, the last one that had them all."""
    return state().shown(*kinds)


def image(batch: int) -> int:
    """Which image of a batch of so many is shown: the chosen one, or the last where there are not enough."""
    return min(state().image, batch - 1)


def show_image(number: int) -> None:
    """Shows another image of the batch."""
    st.session_state[STATE] = replace(state(), image=number)


def version() -> int:
    """A number that grows with every change of the lab."""
    return state().version


def commit(lab: Lab, control: str = "", notes: tuple[Note, ...] = ()) -> None:
    """The one place where widgets write: ``lab`` becomes what is set, ``control`` shows ``notes``."""
    st.session_state[STATE] = state().commit(lab, control, notes)


def reset() -> None:
    """Back to the article's example; the way there can be undone."""
    st.session_state[STATE] = replace(state(), notes={}).commit(article())


def undo() -> None:
    """One change back."""
    st.session_state[STATE] = state().undo()


def redo() -> None:
    """One undone change forth."""
    st.session_state[STATE] = state().redo()


def messages(control: str) -> tuple[Note, ...]:
    """What to show at a control."""
    return state().messages(control)


def held(key: str) -> Edits:
    """The edits that an editor held in the last run."""
    return state().held.get(key, {})


def hold(key: str, edits: Edits) -> None:
    """Notes that the edits an editor holds are taken over."""
    if edits != held(key):
        st.session_state[STATE] = replace(state(), held={**state().held, key: edits})


def applied() -> int:
    """The number of the last edit taken over from a player."""
    return state().applied


def apply(number: int) -> None:
    """Notes that a player's edits up to this number are taken over."""
    st.session_state[STATE] = replace(state(), applied=number)


def widget(key: str, default: Any = None) -> Any:
    """What the widget of that key holds now."""
    return st.session_state.get(key, default)


def preset_widget(key: str, value: Any) -> None:
    """Gives a widget its value before it is made: widgets show the lab, they do not own it."""
    st.session_state[key] = value
