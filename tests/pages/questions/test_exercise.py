"""Every step that an exercise can show is one that the player can play."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcore.catalogue import catalogue
from convcore.practice.kinds import LEVELS
from convcore.practice.sets import ALL, make_exercise
from convcore.web.payload import payload
from pages.parts.questions.exercise import build_scene


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("kind", ALL)
@settings(max_examples=4, deadline=None, derandomize=True)
@given(seed=st.text("abc123", min_size=1, max_size=6))
def test_the_step_can_be_played(kind: str, level: int, seed: str) -> None:
    exercise = make_exercise(kind, level, seed)
    for place in (exercise.show, *(mistake.show for mistake in exercise.mistakes)):
        if place:
            scene = build_scene(place.conv)
            _, row, col, channel = place.cell
            assert scene.frames[place.step].cell == (row, col, channel)
            assert payload(scene, catalogue("en"), "exercise", place.step)
