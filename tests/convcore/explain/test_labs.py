"""The labs of an error."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pytest

from convcore.errors import ConvError
from convcore.explain import explain
from convcore.explain.labs import MOST_CHANNELS, MOST_KERNEL, MOST_SIDE, labs
from convcore.frameworks import find_rules
from convcore.shapes import output_shape
from convcore.spec import ConvSpec
from tests.convcore.explain.test_explain import MESSAGES
from tests.each import of_each


@of_each(MESSAGES)
def test_a_lab_fails_and_its_mended_one_plays_within_the_limits(message: str) -> None:
    both = labs(explain(message))
    if both is None:
        return
    mended = ConvSpec(**asdict(both.mended))
    assert np.prod(output_shape(mended)) <= 4096
    for lab in (both.failing, both.mended):
        assert max(lab.input_shape[1:3]) <= MOST_SIDE
        assert lab.input_shape[3] <= MOST_CHANNELS
        assert max(lab.filter_shape[:2]) <= MOST_KERNEL
        assert max(lab.filter_shape[2:]) <= MOST_CHANNELS
    if both.rule:
        assert both.rule in {rule.name for rule in find_rules(ConvSpec(**asdict(both.failing)))}
        assert both.rule not in {rule.name for rule in find_rules(mended)}
    else:
        with pytest.raises(ConvError):
            ConvSpec(**asdict(both.failing))
