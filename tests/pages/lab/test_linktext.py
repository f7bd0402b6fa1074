"""The lab as text for a link: the same bits come back, and whatever else stands there is told apart."""

from __future__ import annotations

import base64
import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.parts.lab import LIMITS, Lab, article
from pages.parts.lab.linktext import LONGEST, LinkError, decode, encode
from tests.convcore.strategies import PLENTY
from tests.pages.conftest import put
from tests.pages.lab.labs import hard, labs


def text_of(payload: str, version: int = 1) -> str:
    packed = zlib.compress(payload.encode(), 9)
    return f"{version}.{base64.urlsafe_b64encode(packed).decode().rstrip('=')}"


def payload(**changed: str) -> str:
    fields = {"strides": "1,1", "padding": "V", "dilations": "1,1", "shape": "1,1,2,1", "input": "1,2"}
    fields |= {"kernel": "1,1,1,1", "filters": "3"}
    return "|".join((fields | changed).values())


@PLENTY
@given(labs())
def test_a_link_gives_the_same_bits(lab: Lab) -> None:
    back = decode(encode(lab))
    assert back.same(lab)
    assert (back.pointwise is None) == (lab.pointwise is None)


def test_links_of_small_labs_are_short_and_safe_in_a_url() -> None:
    assert len(encode(put(article(), "input", (0, 0, 0, 0), 7))) < 100
    assert len(encode(hard())) < 200
    assert decode(encode(hard())).same(hard())
    assert not set(encode(hard())) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")


def test_what_a_link_says_stays_the_same() -> None:
    """A link that was sent must open for ever: this one is of version 1."""
    assert decode(text_of(payload())).filters.tolist() == [[[[3]]]]
    assert decode(text_of(payload(padding="1,0,2,3"))).padding == ((1, 0), (2, 3))
    assert decode("1.eNoz1DGsCasxBJJArGMEpo3AbJCYMQB-RAeu").same(decode(text_of(payload())))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "1.",
        "x.abc",
        "0.abc",
        "1.abc",
        "1.a b",
        "-1.abc",
        "1.ä",
        text_of(payload())[:-4],
        text_of(payload()) + "AAAA",
        text_of(payload()).replace("e", "f", 1),
        text_of(payload(strides="0,1")),
        text_of(payload(strides="1")),
        text_of(payload(strides="1,99")),
        text_of(payload(dilations="-1,1")),
        text_of(payload(padding="W")),
        text_of(payload(padding="1,1")),
        text_of(payload(padding="1,1,1,9999")),
        text_of(payload(input="1,nan")),
        text_of(payload(input="1,inf")),
        text_of(payload(input="1,1e999")),
        text_of(payload(input="1,0x1")),
        text_of(payload(input="1,2,3")),
        text_of(payload(input="")),
        text_of(payload(shape="1,1,2")),
        text_of(payload(shape="0,1,2,1")),
        text_of(payload(kernel="1,1,9,1", filters=",".join("123456789"))),
        text_of(payload() + "|1,1,1,1"),
        text_of(payload() + "|1,1,1,1|1|1"),
        text_of(payload() + "|2,1,1,1|1,1"),
        text_of("ä"),
    ],
)
def test_a_damaged_link_is_damaged(text: str) -> None:
    with pytest.raises(LinkError) as refused:
        decode(text)
    assert refused.value.note.key == "link.damaged"


def test_a_link_may_show_channels_that_do_not_match() -> None:
    assert decode(text_of(payload(shape="1,1,1,2"))).unmatched
    assert not decode(text_of(payload())).unmatched


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: str(limit.what))
def test_sizes_past_the_limits_are_too_large(limit: Any) -> None:
    sizes = {"input": [1, 1, 1, 1], "filters": [1, 1, 1, 1], "pointwise": [1, 1, 1, 1]}
    sizes[limit.tensor][limit.axis] = limit.most + 1
    fields = [f"{','.join(map(str, size))}|{','.join(['1'] * int(np.prod(size)))}" for size in sizes.values()]
    with pytest.raises(LinkError) as refused:
        decode(text_of("|".join(["1,1|V|1,1", *fields])))
    assert refused.value.note.key == "link.large"
    assert str(limit.most + 1) in str(refused.value.note.values["size"])


def test_too_new_and_too_long_are_told_apart() -> None:
    with pytest.raises(LinkError) as newer:
        decode(text_of("whatever", version=2))
    assert newer.value.note.key == "link.newer"
    assert newer.value.note.values == {"version": 2, "known": 1}
    with pytest.raises(LinkError) as longer:
        decode("1." + "A" * LONGEST)
    assert longer.value.note.key == "link.large"


def test_a_bomb_is_not_unpacked() -> None:
    bomb = text_of("0" * 2**22)
    assert len(bomb) < LONGEST
    with pytest.raises(LinkError) as refused:
        decode(bomb)
    assert refused.value.note.key == "link.large"


@PLENTY
@given(st.text(max_size=40) | st.text("abcXYZ019-_.", max_size=60).map("1.".__add__))
def test_any_text_gives_a_lab_or_a_message(text: str) -> None:
    try:
        decode(text)
    except LinkError:
        return
    pytest.fail("random text is no link")


@PLENTY
@given(st.data())
def test_a_changed_character_is_noticed(data: st.DataObject) -> None:
    text = encode(hard())
    at = data.draw(st.integers(0, len(text) - 1))
    put = data.draw(st.sampled_from("abcXYZ019-_."))
    if put != text[at]:
        try:
            assert decode(text[:at] + put + text[at + 1 :]).same(hard())  # spare bits at the end of base64
        except LinkError:
            return
