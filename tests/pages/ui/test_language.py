"""Catalogues that say the same, every key of them used, and the language that a reader gets."""

from __future__ import annotations

import ast
import json
import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from convcore.catalogue import ASSETS, LANGUAGES, SOURCE, Language, catalogue
from convcore.tensors.presets import PRESETS
from pages.parts.ui.language import match_locale
from tests.pages.conftest import Open

ROOT = Path(__file__).resolve().parents[3]
SOURCES = [*(ROOT / "pages").rglob("*.py"), *(ROOT / "convcore").rglob("*.py")]
CODES = sorted(LANGUAGES)
OTHERS = [code for code in CODES if code != SOURCE]
KEYS = sorted(catalogue(SOURCE))
ONE_TEXT = ("t", "Note", "Text")
SAY = "Say"  # a text below explain., with one beside it for a message that names no numbers
OFFER = "offer"  # a file to take home: its name, and .help beside it
MANY_TEXTS = ("templates", "find_templates")
CATALOGUE = "texts"  # what modules of the core call a catalogue they were handed


@cache
def asked_for() -> tuple[re.Pattern[str], ...]:
    """Regular expressions for the keys that the sources ask for, each once: they hold more than re keeps compiled."""
    return tuple(map(re.compile, dict.fromkeys(_asked_for())))


def _asked_for() -> Iterator[str]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                called = getattr(node.func, "id", None)
                if called in ONE_TEXT:
                    yield from patterns(node.args[0])
                elif called == SAY:
                    yield from (
                        rf"explain\.{one}(\.plain)?".replace(r"\w+", "[\\w-]+") for one in patterns(node.args[0])
                    )
                elif OFFER in (called, getattr(node.func, "attr", None)):
                    yield from (text for one in patterns(node.args[0]) for text in (one, rf"{one}\.help"))
                elif called in MANY_TEXTS:
                    yield from (rf"{prefix}\.[\w.]+" for arg in node.args[:2] for prefix in patterns(arg))
            elif (
                isinstance(node, ast.Subscript)
                and getattr(node.value, "id", None) == CATALOGUE
                and not isinstance(getattr(node.slice, "value", ""), int)  # another list of that name
            ):
                yield from patterns(node.slice)


def patterns(key: ast.expr) -> Iterator[str]:
    if isinstance(key, ast.Constant):
        yield re.escape(str(key.value))
    elif isinstance(key, ast.JoinedStr):
        yield "".join(re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"\w+" for p in key.values)
    elif isinstance(key, ast.IfExp):
        yield from patterns(key.body)
        yield from patterns(key.orelse)


def placeholders(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("code", CODES)
def test_a_catalogue_is_one_sorted_key_a_line(code: str) -> None:
    text = (ASSETS / "lang" / f"{code}.json").read_text("utf-8")
    keys = [line.split('"')[1] for line in text.splitlines()[1:-1]]
    assert keys == sorted(set(keys))
    assert json.loads(text).keys() == set(keys)


@pytest.mark.parametrize("code", CODES)
def test_every_catalogue_has_the_same_keys(code: str) -> None:
    assert catalogue(code).keys() == catalogue(SOURCE).keys()


def test_every_language_takes_the_same_values() -> None:
    for code in OTHERS:
        other, english = catalogue(code), catalogue(SOURCE)
        assert [key for key in KEYS if placeholders(english[key]) != placeholders(other[key])] == [], code


def test_no_text_is_empty_or_left_untranslated() -> None:
    english = catalogue(SOURCE)
    assert [key for key in KEYS if english[key].strip() != english[key] or not english[key]] == []
    for code in OTHERS:
        other = catalogue(code)
        assert [key for key in KEYS if other[key].strip() != other[key] or not other[key]] == []
        assert [(key, other[key]) for key in KEYS if not translated(english[key], other[key])] == []


def translated(english: str, chinese: str) -> bool:
    """Whether a text that has words has Chinese ones; a name is the same in both: MobileNet, .json."""
    words = re.sub(r"\{\w*\}|`[^`]*`", "", english)
    is_name = english == chinese and " " not in english
    return is_name or not re.search(r"[a-z]{4}", words) or bool(re.search(r"[\u4e00-\u9fff]", chinese))


def test_no_key_is_missing() -> None:
    missing = [pattern.pattern for pattern in asked_for() if not any(map(pattern.fullmatch, KEYS))]
    assert not missing


def test_no_key_is_unused() -> None:
    wanted = asked_for()
    assert len(wanted) > 30
    assert not [key for key in KEYS if not any(pattern.fullmatch(key) for pattern in wanted)]


def test_every_preset_has_a_name() -> None:
    for rows in PRESETS.values():
        for preset in rows:
            assert f"fill.preset.{preset.name}" in KEYS
            assert preset.parameter is None or f"fill.{preset.parameter}" in KEYS


@pytest.mark.parametrize(
    ("locale", "code"),
    [("zh-CN", "zh"), ("zh", "zh"), ("ZH-hant-TW", "zh"), ("en-US", "en"), ("de", "en"), (None, "en")],
)
def test_the_browser_proposes_a_language(locale: str | None, code: str) -> None:
    assert match_locale(locale) == code


@pytest.mark.parametrize(
    ("query", "locale", "title"),
    [
        ({}, "en-US", "Standard convolution"),
        ({}, "zh-CN", "标准卷积"),
        ({"lang": "zh"}, "en-US", "标准卷积"),
        ({"lang": "en"}, "zh-CN", "Standard convolution"),
        ({"lang": "junk"}, "en-US", "Standard convolution"),
        ({"lang": ""}, "zh-CN", "标准卷积"),
    ],
)
def test_the_link_wins_over_the_browser(open_page: Open, query: dict[str, str], locale: str, title: str) -> None:
    assert open_page("standard", query, locale).title[0].value == title


def test_the_switch_is_kept_in_the_link_and_on_other_pages(open_page: Open) -> None:
    app = open_page("standard")
    assert "lang" not in app.query_params
    app.segmented_control(key="language").select("zh").run()
    assert app.title[0].value == "标准卷积"
    assert app.query_params["lang"] == "zh"
    app.switch_page("depthwise.py").run()
    assert app.title[0].value == "逐深度卷积"
    assert app.query_params["lang"] == "zh"


def test_the_language_is_found_once_a_run(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page("standard")
    found: list[str] = []
    monkeypatch.setattr("pages.parts.ui.language._find", lambda: found.append("zh") or "zh")
    assert app.run().title[0].value == "标准卷积"
    assert found == ["zh"]


def test_a_language_is_a_row_and_a_catalogue(open_page: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Under a code that ISO 639 leaves to private use, so that it stays a language that is not here."""
    shutil.copytree(ASSETS, tmp_path, dirs_exist_ok=True)
    texts = {**catalogue("en"), "page.standard.title": "Convolution ordinaire"}
    (tmp_path / "lang" / "qaa.json").write_text(json.dumps(texts), "utf-8")
    monkeypatch.setattr("convcore.catalogue.ASSETS", tmp_path)
    monkeypatch.setitem(LANGUAGES, "qaa", Language("qaa", "Ours", "qaa"))
    app = open_page("standard", locale="qaa-QM")
    assert app.title[0].value == "Convolution ordinaire"
    assert app.segmented_control(key="language").options == [row.name for row in LANGUAGES.values()]


def test_a_junk_language_is_put_right_in_the_link(open_page: Open) -> None:
    assert open_page("standard", {"lang": "klingon"}).query_params["lang"] == "en"
