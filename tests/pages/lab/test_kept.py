"""Links and files written before convcore had rooms: what somebody keeps opens for ever."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from convcore.io.load import read
from pages.parts.lab import Lab, article, labfile
from pages.parts.lab.linktext import decode

KEPT = Path(__file__).with_name("kept")
IMAGE = np.arange(40.0).reshape(1, 5, 4, 2) / 8 - 1
FILTERS = np.arange(24.0).reshape(2, 3, 2, 2) - 11.5
LABS = {
    "article": article(),
    "sides": Lab(IMAGE, FILTERS, (2, 1), ((1, 0), (0, 2)), (1, 1)),
    "separable": Lab(IMAGE, FILTERS, (1, 1), "SAME", (2, 1), np.arange(12.0).reshape(1, 1, 4, 3) / 4),
}


@pytest.mark.parametrize("name", LABS)
def test_a_link_opens(name: str) -> None:
    assert decode((KEPT / f"{name}.link").read_text().strip()).same(LABS[name])


@pytest.mark.parametrize("form", ["lab.json", "json", "npz", "zip"])
@pytest.mark.parametrize("name", LABS)
def test_a_file_opens(name: str, form: str) -> None:
    assert labfile.from_bytes((KEPT / f"{name}.{form}").read_bytes()).same(LABS[name])


@pytest.mark.parametrize("form", ["json", "npz", "zip"])
@pytest.mark.parametrize("name", LABS)
def test_a_bundle_opens_as_the_convolution_it_was(name: str, form: str) -> None:
    with np.load(KEPT / f"{name}.npz") as then:
        assert np.array_equal(read((KEPT / f"{name}.{form}").read_bytes()).output, then["output"])
