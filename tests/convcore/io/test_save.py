"""Bundles: what stands in them."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pandas as pd
import pytest

from convcore.catalogue import LANGUAGES
from convcore.io import save
from convcore.io.tables import kinds_table
from convcore.spec import ConvSpec
from convcore.trace import Trace
from tests.convcore.io.bundles import WRITERS, article, parts


def frames(trace: Trace) -> dict[str, pd.DataFrame]:
    content = parts(save.to_zip(trace))
    return {name[:-4]: pd.read_csv(io.BytesIO(data)) for name, data in content.items() if name.endswith(".csv")}


@pytest.mark.parametrize("kind", ["standard", "depthwise"])
def test_products_add_up_to_sums_and_sums_to_the_output(kind: str) -> None:
    tables = frames(article(kind, (1, 2), "SAME"))
    keys = ["step", "in_channel"]
    by_channel = tables["steps"].groupby(keys)["product"].sum()
    sums = tables["sums"].set_index(keys)["sum"].sort_index()
    assert by_channel.to_dict() == sums.to_dict()
    by_step = tables["sums"].groupby("step")["sum"].sum()
    assert by_step.tolist() == tables["output"]["value"].tolist()


def test_the_articles_bundle_has_its_numbers() -> None:
    tables = frames(article())
    assert len(tables["steps"]) == 144
    assert tables["output"]["value"].tolist() == [0, 36, 9, 27, 0, 54, 9, 27] * 2
    assert tables["cost"].query("chosen == 1")[["kind", "parameters", "multiply_adds"]].to_numpy().tolist() == [
        ["depthwise", 36, 144]
    ]
    assert tables["options"].iloc[0].tolist() == ["depthwise", 1, 1, "VALID", 0, 0, 0, 0, 1, 1]


def test_a_grouped_convolution_is_counted_as_one() -> None:
    trace = Trace(ConvSpec("standard", (1, 4, 4, 4), (3, 3, 2, 2)), np.ones((1, 4, 4, 4)), np.ones((3, 3, 2, 2)))
    chosen = kinds_table(trace).query("chosen == 1")
    assert chosen[["kind", "parameters"]].to_numpy().tolist() == [["grouped", 36]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_readme_explains_every_column_of_every_file(language: str) -> None:
    content = parts(save.to_zip(article(), language=language))
    text = content["README.txt"].decode()
    for name, data in content.items():
        if name.endswith(".csv"):
            chapter = text.split(f"\n{name}:")[1].split("\n\n")[0]
            columns = data.decode().splitlines()[0].split(",")
            assert [line.split(":")[0].strip() for line in chapter.splitlines()[1:]] == columns


def test_numpy_loads_the_npz_without_pickle() -> None:
    trace = article("standard", 2, ((1, 0), (2, 1)))
    with np.load(io.BytesIO(save.to_npz(trace)), allow_pickle=False) as held:
        np.testing.assert_array_equal(held["output"], trace.output)
        assert held["pads"].tolist() == [[1, 0], [2, 1]]
        assert (str(held["kind"]), str(held["padding"])) == ("standard", "explicit")


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_the_same_convolution_gives_the_same_bytes(write: Any) -> None:
    assert write(article()) == write(article())
