"""Every number that the player shows fits here too, and no sentence is drawn in a font that lacks its characters."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from convcore import lettering as letters
from convcore.lettering import FONTS, Sentences, fit, lettering, own, wrapped
from convcore.numbers import short

PLAYER = {".": 0.249, "-": 0.311, "e": 0.496}  # how wide the player's font is, as parts of its size
DIGIT = 0.497


def values() -> Iterator[float]:
    chance = random.Random(7)
    for _ in range(3000):
        yield chance.uniform(-1, 1) * 10 ** chance.randint(-6, 8)
        yield chance.randint(-(10**7), 10**7) // 10 ** chance.randint(0, 6)
        yield round(chance.uniform(-99, 99), 2)


def player_digits(value: float, across: float, down: float) -> int:
    """How many digits the player shows in a cell of that size, by its own rule."""
    preferred = round(min(max(down * 0.36, 11), 15))
    for size, digits in ((preferred, 4), (11, 4), (11, 3), (11, 2)):
        if sum(PLAYER.get(sign, DIGIT) for sign in short(value, digits)) * size <= across - 4 and down >= 14:
            return digits
    return 0


@pytest.mark.parametrize("across", [14, 16, 18, 21, 24, 29, 36, 45, 54])
def test_every_number_the_player_shows_fits(across: int) -> None:
    shown = 0
    for value in values():
        digits, fitted = player_digits(value, across, across), fit([value], across, across)
        assert (fitted.digits if fitted else 0) >= digits, value
        shown += digits > 0
    assert shown > 100


def test_what_fits_does_not_hang_over() -> None:
    for value in values():
        fitted = fit([value], 30, 30)
        if fitted:
            assert own(fitted.size).font.getlength(fitted.texts[0]) <= 30 - 2


def test_all_values_of_a_panel_have_one_size() -> None:
    fitted = fit([1, None, -12.345], 40, 40)
    assert fitted
    assert fitted.texts == ["1", "", "-12.35"]
    assert fitted.size < 14  # as large as 1 alone could be
    assert fit([1], 40, 13.9) is None


@pytest.fixture
def no_fonts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine with no font but Pillow's own."""
    monkeypatch.setattr(letters, "FONTS", {})
    for known in (letters._fonts, letters._lettering):
        known.cache_clear()
    yield
    for known in (letters._fonts, letters._lettering):
        known.cache_clear()


def test_ascii_is_in_the_own_font() -> None:
    assert lettering(13, "filter[:, :, 0, 1]") == own(13)
    assert FONTS


def test_a_character_that_no_font_has() -> None:
    assert lettering(13, "1 + \U000fffff") is None
    said = Sentences(["1 + 1", "\U000fffff"], 300, 13)
    assert said.lines == 0
    assert said.broken("1 + 1") == []


@pytest.mark.usefixtures("no_fonts")
def test_without_other_fonts_signs_are_written_plainly_and_chinese_is_left_out() -> None:
    found = lettering(13, "3×4 ≈ 12")
    assert found
    assert (found.written("3×4 ≈ 12"), found.font) == ("3x4 ~ 12", own(13).font)
    assert lettering(13, "总和") is None


def test_lines_are_no_longer_than_the_room() -> None:
    text = "output[1, 0, 1] adds its input channels: 36 + 27 = 63 · channel 0: 12 + 12 + 12 = 36"
    lines = wrapped(text, 200, own(13))
    assert " ".join(lines) == text
    assert len(lines) == 3
    assert all(own(13).length(line) <= 200 for line in lines)


def test_chinese_breaks_between_its_characters_but_not_before_its_commas() -> None:
    lines = wrapped("总和为九，它就是输出。", 40, own(13))
    assert "".join(lines) == "总和为九，它就是输出。"
    assert len(lines) > 2
    assert not any(line[0] in "，。" for line in lines)


def test_a_shape_is_not_broken() -> None:
    assert wrapped("so output[0, 0, 1]", 60, own(13)) == ["so", "output[0, 0, 1]"]


def test_as_many_lines_as_the_longest_sentence_needs() -> None:
    texts = ["1 + 1 = 2", "1000 + 1000 + 1000 + 1000 = 4000"]
    assert [Sentences(texts[:count], 150, 13).lines for count in (0, 1, 2)] == [0, 1, 2]
