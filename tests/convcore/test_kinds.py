"""The rows of the kinds: what stands in them is there."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import convcore
from convcore import reference
from convcore.catalogue import LANGUAGES, catalogue
from convcore.kinds import KINDS, SEPARABLE
from convcore.spec import READINGS
from tests.convcore.strategies import PLENTY, Example, convolutions


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_names_a_function_of_ours(kind: str) -> None:
    assert KINDS[kind].function in convcore.__all__


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_kind_has_its_words(language: str) -> None:
    needed = {f"cost.kind.{kind}" for kind in KINDS}
    needed |= {f"lesson.{kind}.{part}" for kind in READINGS for part in ("title", "prose")}
    needed |= {f"nav.{kind}" for kind in (*READINGS, SEPARABLE)}
    assert needed <= catalogue(language).keys()


@PLENTY
@given(st.sampled_from(READINGS).flatmap(convolutions))
def test_a_reading_is_a_grouped_convolution_of_the_same_numbers(example: Example) -> None:
    spec = example.spec
    grouped = convcore.conv2d(example.input, example.filters.reshape(spec.grouped_shape), *example.options)
    loops = getattr(reference, spec.traits.function)(example.input, example.filters, *example.options)
    np.testing.assert_array_equal(grouped, loops)
