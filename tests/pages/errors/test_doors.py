"""From an error into the lab: what fails there says why at the control, and one click plays what works."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from convcore.catalogue import LANGUAGES, catalogue
from convcore.explain import explain
from convcore.explain.labs import Labs, labs
from convcore.frameworks import find_rules
from convcore.spec import READINGS
from pages.parts.lab import Lab, Offer, State
from pages.parts.lab.linktext import decode, encode
from pages.parts.sections.errors.doors import CONTROL, CONTROLS, Door, place
from pages.parts.sections.errors.message import EXAMPLES
from tests.pages.conftest import Open
from tests.pages.errors.pasting import CHANNELS, MESSAGES, click, paste

LABS = {str(both): (both, message) for message in MESSAGES if (both := labs(explain(message)))}
BY_PAGE = {(both.rule, place(both.failing).page, place(both.mended).page): both for both, _ in LABS.values()}


def lab_of(app: AppTest) -> Lab:
    lab: Lab = app.session_state["state"].history.present
    return lab


def shapes(app: AppTest) -> tuple[list[int], list[int]]:
    return list(lab_of(app).input.shape), list(lab_of(app).filters.shape)


def keys(app: AppTest) -> list[str]:
    return [button.key or "" for button in app.button]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_lab_fails_for_the_same_reason_and_is_mended_with_one_click(open_page: Open, lang: str) -> None:
    app = paste(open_page("errors", {"lang": lang}), CHANNELS)
    app = click(app, "errors_failing_pasted")
    assert app.title[0].value == catalogue(lang)["page.standard.title"]
    assert shapes(app) == ([1, 5, 5, 3], [3, 3, 4, 2])
    reason = {"en": "their depth must equal", "zh": "通道数"}[lang]
    assert any(reason in one.value for one in app.warning)
    app = click(app, "mend_take")
    assert shapes(app) == ([1, 5, 5, 3], [3, 3, 3, 2])
    assert not app.warning
    assert "mend_take" not in keys(app)


def test_the_mended_lab_plays_at_once(open_page: Open) -> None:
    app = click(paste(open_page("errors"), EXAMPLES["layout"]), "errors_mended_pasted")
    assert app.title[0].value == catalogue("en")["page.standard.title"]
    assert not app.warning


@pytest.mark.parametrize(("both", "message"), LABS.values(), ids=range(len(LABS)))
def test_every_lab_fails_with_a_reason_and_its_mended_one_works(both: Labs, message: str) -> None:
    failing, works = place(both.failing), place(both.mended)
    assert not any(works.lab.problem(kind) for kind in READINGS)
    if failing.widgets:  # the page of the groups says why
        return
    mend = Offer(works.lab, works.page, works.widgets, both.rule)
    state = State().fail(failing.lab, mend, CONTROLS.get(explain(message).problem or "", CONTROL))
    assert state.history.present.same(failing.lab)
    assert state.mend is mend
    if both.rule:
        assert both.rule in {rule.name for kind in READINGS for rule in find_rules(failing.lab.spec(kind))}
    else:
        assert state.messages(state.fault)
    if not failing.lab.same(works.lab):  # it may be another page alone that plays it
        assert state.undo().history.present.same(works.lab)


@pytest.mark.parametrize("both", BY_PAGE.values(), ids=["-".join(filter(None, key)) for key in BY_PAGE])
def test_a_lab_opens_failing_and_mended(open_folded: Open, both: Labs) -> None:
    message = next(message for other, message in LABS.values() if other == both)
    app = click(paste(open_folded("errors"), message), "errors_failing_pasted")
    assert app.info if both.rule else app.warning, "the reason stands at the control"
    app = click(app, "mend_take") if "mend_take" in keys(app) else click_fix(app)
    assert not app.warning
    mended: Door = place(both.mended)
    assert lab_of(app).same(mended.lab)
    assert app.title[0].value == catalogue("en")[f"page.{mended.page}.title"]
    for key, value in mended.widgets.items():
        assert app.session_state[key] == value
    assert app.session_state["state"].mend is None


def click_fix(app: AppTest) -> AppTest:
    """The page of the groups says itself what works."""
    next(one for one in app.button if re.search(r"\d+ (output|groups)", one.label)).click().run()
    assert not app.exception
    return app


# A lab whose channels do not match -----------------------------------------------------------------------------


def test_channels_that_do_not_match_harm_no_page(open_page: Open) -> None:
    app = click(paste(open_page("errors"), CHANNELS), "errors_failing_pasted")
    for page in ("article", "depthwise", "compare", "groups", "separable"):
        app.switch_page(f"{page}.py").run()
        assert not app.exception
    for word in ("SAME", "explicit"):
        app.segmented_control(key="set_padding").select(word).run()
        assert not app.exception
    assert shapes(app) == ([1, 5, 5, 3], [3, 3, 4, 2])


def test_a_lab_that_fails_is_in_the_address_and_offers_what_works_after_a_reload(open_page: Open) -> None:
    app = click(paste(open_page("errors"), CHANNELS), "errors_failing_pasted")
    app.run()
    text = app.query_params["lab"]
    assert decode(text).same(lab_of(app))
    again = open_page("standard", {"lab": text})
    assert lab_of(again).same(lab_of(app))
    assert any("their depth must equal" in one.value for one in again.warning)
    assert "mend_take" not in keys(again)
    for number, mended in enumerate((([1, 5, 5, 3], [3, 3, 3, 2]), ([1, 5, 5, 4], [3, 3, 4, 2]))):
        again = open_page("standard", {"lab": text})
        again.button(key=f"remedy_bar_{number}").click().run()
        assert shapes(again) == mended
        assert not again.warning
        assert not lab_of(again).unmatched
    assert encode(lab_of(again)) != text


def test_a_change_of_the_lab_takes_the_offer_back(open_page: Open) -> None:
    app = click(paste(open_page("errors"), CHANNELS), "errors_failing_pasted")
    app.number_input(key="set_channels").set_value(2).run()
    assert not app.exception
    assert shapes(app) == ([1, 5, 5, 2], [3, 3, 2, 2])
    assert not app.warning
    assert "mend_take" not in keys(app)
