"""The tensors and one window."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from convcore.layouts.table import arrangements
from convcore.scenes.article import tensors, window
from convcore.spec import ConvSpec
from convcore.trace import Trace
from tests.convcore.layouts.checks import SIZES, check


@pytest.mark.parametrize(("input_shape", "filter_shape", "padding"), SIZES)
def test_nothing_overlaps_in_the_articles_other_scenes(input_shape: Any, filter_shape: Any, padding: Any) -> None:
    spec = ConvSpec("depthwise", input_shape, filter_shape, padding=padding)
    made = Trace(spec, np.ones(input_shape), np.ones(filter_shape))
    for told in (tensors(made), window(made, 0)):
        assert arrangements(told)
        for arrangement in arrangements(told):
            check(told, arrangement)
