"""The player on a page: what is handed to the browser, and in which words."""

from __future__ import annotations

import gc
import json
import re
import string
import tomllib
import weakref
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from convcore.catalogue import LANGUAGES
from convcore.practice.convolution import Convolution
from convcore.practice.story import CHAPTER_QUESTIONS, ask_chapter
from convcore.scenes import article as article_scenes
from convcore.scenes import convolution
from convcore.scenes.article import tensors, window
from convcore.scenes.convolution import build
from convcore.scenes.model import Scene
from convcore.spec import ConvSpec
from convcore.trace import Trace
from convcore.web import modules
from convcore.web.figure import SCALES, TEXT
from convcore.web.payload import CONTROLS
from pages.parts.lab import Lab, article
from pages.parts.player import player
from pages.parts.ui.component import address, component
from pages.parts.ui.language import catalogue
from tests.pages.conftest import Open, edit, read_payloads, read_scene

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The language of the page that the payload is made for."""
    monkeypatch.setattr(player, "language", lambda: request.param)
    return str(request.param)


def players(app: AppTest) -> list[dict[str, Any]]:
    """The payloads of the players on a page, as the browser reads them."""
    return read_payloads([told(json.loads(one.json)["payload"]) for one in components(app)])


def components(app: AppTest) -> list[Any]:
    """The players of a page, as the server sends them."""
    found = [one.proto for one in app.get("bidi_component")]
    return [one for one in found if one.component_name == "convscope.player"]


def told(payload: str) -> dict[str, Any]:
    """A payload as JSON.parse reads it: without NaN and Infinity, which only Python takes."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    read: dict[str, Any] = json.loads(payload, parse_constant=refuse)
    return read


def scenes() -> list[Scene]:
    depthwise, standard = article().trace("depthwise"), article().trace("standard")
    return [build(depthwise), build(standard), tensors(depthwise), window(depthwise, 1)]


@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.kind)
def test_a_payload_holds_what_the_player_reads(scene: Scene, language: str) -> None:
    read = told(player.make_payload(scene, "mine", start=2, cell=40))
    assert (read["name"], read["start"], read["cell"], read["dimmed"]) == ("mine", 2, 40, False)
    assert read_scene(read["scene"])["frames"][-1]["sentence"] == scene.frames[-1].sentence
    panels = {panel["id"] for panel in read["scene"]["panels"]}
    for arrangement in read["arrangements"]:
        assert {box["panel"] for box in arrangement["boxes"]} <= panels
    assert set(read["scales"]) == {"light", "dark"}
    assert read["plotly"].startswith("/plotly/plotly.min.js?v=")


def test_a_payload_says_a_number_once(language: str) -> None:
    """A value that stands in one block alone stands once in all of it: the browser makes its heatmaps of the scene."""
    shown = scenes()[0]
    shown.blocks.numbers[0] = 0.4375
    assert player.make_payload(shown, "mine").count("0.4375") == 1


def test_fractions_are_told_shortly(language: str) -> None:
    """As text they take up to 20 signs, packed 11."""
    rng = np.random.default_rng(2)
    spec = ConvSpec("standard", (1, 16, 16, 8), (3, 3, 8, 8))
    scene = build(Trace(spec, rng.normal(size=spec.input_shape), rng.normal(size=spec.filter_shape)))
    read = told(player.make_payload(scene, "mine"))
    assert isinstance(read["scene"]["numbers"], str)
    assert read_scene(read["scene"])["blocks"].numbers == scene.blocks.numbers
    assert len(read["scene"]["numbers"]) < 11 * len(scene.blocks.numbers)


def test_a_payload_does_not_grow_with_the_products(language: str) -> None:
    """Of a film of 4,096 steps with 7x7 kernels a megabyte would be products alone."""
    spec = ConvSpec("depthwise", (1, 16, 16, 4), (7, 7, 4, 4), padding="SAME")
    scene = build(Trace(spec, np.ones(spec.input_shape), np.ones(spec.filter_shape)))
    assert len(scene.frames) == 4096
    assert len(player.make_payload(scene, "mine")) < 60_000


def test_a_payload_speaks_the_pages_language(language: str) -> None:
    words = told(player.make_payload(scenes()[0], "mine"))["words"]
    assert words == {name: catalogue(language)[f"player.{name}"] for name in CONTROLS}


def test_a_payload_that_no_browser_could_read_is_not_sent(language: str) -> None:
    for others in ((), [0.5] * 1000):  # as text, and packed
        broken = scenes()[0]
        broken.blocks.numbers[1:2] = [float("nan"), *others]
        with pytest.raises(ValueError, match="not JSON compliant"):
            player.make_payload(broken, "mine")


def fields(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


def test_the_english_sentences_stand_in_the_core() -> None:
    english = catalogue("en")
    assert {key: text for key, text in english.items() if key.startswith("scene.")} == {
        f"scene.{key}": text for key, text in {**convolution.WORDS, **article_scenes.WORDS}.items()
    }


@pytest.mark.parametrize("prefix", ["scene.", "player."])
def test_chinese_says_as_much_as_english(prefix: str) -> None:
    english, chinese = catalogue("en"), catalogue("zh")
    keys = {key for key in english if key.startswith(prefix)}
    assert keys
    assert keys == {key for key in chinese if key.startswith(prefix)}
    for key in keys:
        assert fields(chinese[key]) == fields(english[key]), key
        assert chinese[key].strip()


def test_every_control_has_its_word() -> None:
    assert {f"player.{name}" for name in CONTROLS} <= set(catalogue("en"))


def test_the_component_is_registered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    real = st.components.v2.component
    monkeypatch.setattr(st.components.v2, "component", lambda *a, **k: made.append(a) or real(*a, **k))
    component.cache_clear()
    parts = "player", "<div></div>", "player.css"
    assert component(*parts) is component(*parts)
    assert [name for (name,) in made] == ["convscope.player"]


def test_pages_share_one_component(open_folded: Open) -> None:
    """The script is the same for all players, and small: the module itself comes from /assets."""
    found = [one for name in ("article", "depthwise", "standard") for one in components(open_folded(name))]
    assert len(found) == 7
    (script,) = {one.js_content for one in found}
    assert f"/assets/player/{modules.digest()}/index.js" in script
    assert len(script) < 1000
    assert not any(one.isolate_styles for one in found), "Plotly's styles lie in the document"


def test_pictures_are_taken_by_the_same_modules(open_folded: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Modules that were edited between two registrations would be loaded twice, and know nothing of each other."""
    versions = count()
    monkeypatch.setattr(modules, "digest", lambda path: f"v{next(versions)}")
    component.cache_clear()
    address.cache_clear()
    app = open_folded("depthwise")
    scripts = {one.proto.component_name: one.proto.js_content for one in app.get("bidi_component")}
    assert "module.pictures(" in scripts["convscope.pictures"]
    assert "module.default(" in scripts["convscope.player"]
    found = [
        re.findall(r"/assets/player/v\d+/index.js", scripts[f"convscope.{name}"]) for name in ("pictures", "player")
    ]
    assert found[0]
    assert found[0] == found[1]
    component.cache_clear()
    address.cache_clear()


@pytest.mark.parametrize(("kind", "steps"), [("depthwise", 16), ("standard", 8)])
def test_an_edit_reaches_the_player(open_folded: Open, kind: str, steps: int) -> None:
    app = open_folded(kind)
    (before,) = players(app)
    (after,) = players(edit(app, "grid_input_0_0", {(0, 0): "1e3"}))
    assert (before["name"], after["name"]) == (kind, kind), "the player stays mounted and keeps its step"
    assert len(before["scene"]["frames"]) == len(after["scene"]["frames"]) == steps
    assert before["scene"]["blocks"][0][0] == 1
    assert after["scene"]["blocks"][0][0] == 1000
    assert ": 2010 + 12 + 12 = 2034" in after["scene"]["frames"][1]["sentence"]


def test_a_setting_without_a_result_dims_the_last_picture(open_folded: Open) -> None:
    app = open_folded("depthwise")
    assert not players(app)[0]["dimmed"]
    app.session_state["state"] = app.session_state["state"].commit(article().with_options(dilations=3))
    app.run()
    assert not app.exception
    assert players(app)[0]["dimmed"]


def test_the_payload_says_which_lab_it_shows(open_folded: Open) -> None:
    app = open_folded("depthwise")
    shown = [players(app)[0]["version"]]
    for text in ("7", "8"):
        edit(app, "grid_filters_0_1", {(0, 0): text})
        shown.append(players(app)[0]["version"])
    next(button for button in app.button if button.label == "Undo").click().run()
    shown.append(players(app)[0]["version"])
    assert shown == sorted(set(shown))
    app.run()
    assert players(app)[0]["version"] == shown[-1]


def test_the_figures_wear_the_pages_colours() -> None:
    """The scales are made for this text and this page: figures.TEXT is the theme's, zero is close to its paper."""
    with (ROOT / ".streamlit" / "config.toml").open("rb") as file:
        theme = tomllib.load(file)["theme"]
    for name in ("light", "dark"):
        assert TEXT[name] == theme[name]["textColor"]
        paper = theme[name]["backgroundColor"]
        centre = dict(SCALES[name])[0.5]
        assert all(abs(int(centre[i : i + 2], 16) - int(paper[i : i + 2], 16)) < 24 for i in (1, 3, 5))


def test_a_scene_is_built_once_for_a_lab_and_a_language(open_folded: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    built = []
    monkeypatch.setattr(player, "build", lambda *given: (built.append(given), build(*given))[1])
    app = open_folded("depthwise", lab=Lab(article().input + 1, article().filters))
    first = components(app)[0].json
    app.run()
    assert len(built) == 1
    assert components(app)[0].json == first
    app.segmented_control(key="language").select("zh").run()
    assert len(built) == 2
    edit(app, "grid_input_0_0", {(0, 0): "5"})
    assert len(built) == 3
    assert players(app)[0]["scene"]["blocks"][0][0] == 5


def test_a_scene_lets_go_of_its_convolution() -> None:
    """What was played of it goes with it, and what was asked about it."""
    trace = Trace(article().spec("depthwise"), article().input, article().filters)
    conv = Convolution("depthwise", trace.input[:1], trace.filters)
    made = build(trace), tensors(trace), window(trace, 1), [ask_chapter(name, conv) for name in CHAPTER_QUESTIONS]
    gone = weakref.ref(trace)
    del trace, conv
    gc.collect()
    assert made
    assert gone() is None
