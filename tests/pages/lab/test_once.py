"""What is made of a lab once, and goes with it."""

import gc
import weakref
from collections import Counter

from pages.parts.lab import article
from pages.parts.lab.once import once

asked: Counter[str] = Counter()


def make(name: str) -> str:
    asked[name] += 1
    return f"{name} {asked[name]}"


def test_a_thing_is_made_once_for_each_source_and_key() -> None:
    asked.clear()
    lab, other = article(), article().with_options(strides=2)
    assert once(lab, "a", lambda: make("a")) == once(lab, "a", lambda: make("a")) == "a 1"
    assert once(lab, ("a", 1), lambda: make("a")) == "a 2"
    assert once(other, "a", lambda: make("a")) == "a 3"
    assert once(lab, "a", lambda: make("a")) == "a 1"


def test_nothing_is_an_answer_too() -> None:
    asked.clear()
    lab = article()
    for _ in range(2):
        assert once(lab, "nothing", lambda: asked.update(nothing=1)) is None
    assert asked["nothing"] == 1


def test_what_was_made_goes_with_its_source() -> None:
    lab = article().with_options(strides=2)
    gone = weakref.ref(once(lab, "set", lambda: {1}))
    gc.collect()
    assert gone() == {1}
    del lab
    gc.collect()
    assert gone() is None
