"""The answer to a pasted message, in words, marks and drawings."""

from __future__ import annotations

import re
from html import unescape

import pytest

from convcore.catalogue import LANGUAGES, catalogue
from convcore.explain import explain
from convcore.explain.drawings import drawing
from convcore.explain.messages.model import Say
from convcore.explain.tell import sentence
from pages.parts.sections.errors import axes, marks
from tests.pages.conftest import Open
from tests.pages.errors.pasting import CHANNELS, MESSAGES, paste, read, written


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_pasted_message_is_answered(open_page: Open, lang: str) -> None:
    app = paste(open_page("errors", {"lang": lang}), f"求助：\n{CHANNELS}\n谢谢")
    said, texts = read(written(app)), catalogue(lang)
    for role, value in (("got_channels", "3"), ("expected_channels", "4")):
        assert f"{texts[f'explain.role.{role}']}: {value}" in said
    assert texts["explain.rule.channels"] in said
    assert written(app).count('<li class="cs-clash">') == 2
    assert app.header[0].value == f"PyTorch: {texts['explain.problem.channels']}"
    code = [one.value for one in app.code]
    assert "nn.Conv2d(4, 8, kernel_size=3)" in code[0]
    assert "nn.Conv2d(3, 8, kernel_size=3)" in code[1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_problem_has_a_page(open_page: Open, lang: str) -> None:
    app = open_page("errors", {"lang": lang})
    found = {answer.problem: message for message in MESSAGES if (answer := explain(message)).framework}
    assert len(found) > 13
    for problem, message in found.items():
        paste(app, message)
        assert catalogue(lang)[f"explain.problem.{problem or 'none'}"] in app.header[0].value


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_message_is_shown_whole_with_its_pieces_marked(lang: str) -> None:
    def say(text: Say) -> str:
        return sentence(text, catalogue(lang))

    for message in MESSAGES:
        answer = explain(message)
        html = marks.mark(message, answer.pieces, say, "label")
        bare = re.sub(r'<span class="cs-unseen">.*?</span>', "", html)
        assert all(part in message for part in read(bare).split(" … "))  # of a long text the middle is left out
        assert html.count("<mark") >= len({one.role for one in answer.pieces} - marks.HIDDEN)
        for piece in answer.pieces:
            if piece.role in answer.numbers:
                assert say(Say(f"role.{piece.role}")) in unescape(marks.roles(answer, say))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_drawing_names_its_axes_and_marks_what_clashes(lang: str) -> None:
    def say(text: Say) -> str:
        return sentence(text, catalogue(lang))

    drawings = [found for found in map(drawing, map(explain, MESSAGES)) if found]
    assert len(drawings) > 50
    for drawn in drawings:
        views = [view for view in (drawn.input, drawn.filters, drawn.meant) if view]
        html = axes.draw(drawn, "PyTorch", say)
        assert html.count("<figure>") == len(views)
        assert html.count("<b>") == sum(len(view.axes) for view in views)
        assert html.count('class="cs-clash"') == sum(one.clash for view in views for one in view.axes)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_unknown_message_says_so_and_offers_the_form(open_page: Open, lang: str) -> None:
    app = paste(open_page("errors", {"lang": lang}), "it does not work, my image is (28, 28, 1)")
    assert catalogue(lang)["explain.unknown"] in app.info[0].value
    assert "(#check)" in app.info[0].value
    assert "[28, 28, 1]" in read(written(app))
    assert "<mark" in written(app)


def test_what_is_pasted_is_text_and_no_markup(open_page: Open) -> None:
    hostile = '<img src=x onerror="alert(1)"></pre><script>alert(2)</script> **bold** `code` $x$ :red[a] '
    dtype = "RuntimeError: expected scalar type <b>Long</b> but found <i>Float</i>"
    app = open_page("errors")
    for message in (hostile + "[1, 2, 3]", hostile + dtype, hostile, hostile + CHANNELS):
        paste(app, message)
        assert not re.search(r"<(img|script|b>Long|i>Float)", written(app))
        for one in (*app.markdown, *app.info, *app.header, *app.caption):
            assert "alert" not in one.value
            assert "**bold**" not in one.value
    assert hostile in read(written(app))
