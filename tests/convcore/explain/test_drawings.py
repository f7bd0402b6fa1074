"""What is drawn of an error."""

from __future__ import annotations

from convcore.catalogue import LANGUAGES, catalogue
from convcore.explain import explain
from convcore.explain.drawings import drawing
from convcore.explain.tell import name_axis, role, sentence
from tests.convcore.explain.test_explain import MESSAGES, TORCH


def test_a_drawing_marks_the_pair_that_clashes() -> None:
    drawn = drawing(explain(TORCH.format(weight=[8, 3, 3, 3], input=[1, 224, 200, 3], want=3, got=224)))
    assert drawn is not None
    assert drawn.input is not None
    assert drawn.filters is not None
    assert drawn.meant is not None
    assert [(axis.name, axis.size) for axis in drawn.input.axes if axis.clash] == [("channels", 224)]
    assert [(axis.name, axis.size) for axis in drawn.filters.axes if axis.clash] == [("in", 3)]
    assert [(axis.name, axis.size) for axis in drawn.meant.axes] == [
        ("batch", 1),
        ("height", 224),
        ("width", 200),
        ("channels", 3),
    ]


def test_every_axis_and_role_has_a_name() -> None:
    for message in MESSAGES:
        answer = explain(message)
        drawn = drawing(answer)
        views = [view for view in (drawn.input, drawn.filters, drawn.meant) if view] if drawn else []
        for language in LANGUAGES:
            assert all(sentence(name_axis(one), catalogue(language)) for view in views for one in view.axes)
            assert all(sentence(role(piece), catalogue(language)) for piece in answer.pieces)
