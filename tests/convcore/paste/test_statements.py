"""Pasted code: the article's listing in its forms, options, and which convolution counts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from convcore import ConvError
from convcore.frameworks import ARTICLE
from convcore.paste.text import read
from convcore.tensors.presets import article_filters, article_input

ROWS = "[[1],[2],[3],[4]]"
ONES = "[[1],[1],[1],[1]]"
LISTING = f"""\
import tensorflow as tf
# 两个通道
img1 = tf.constant(value=[[{",".join([ROWS] * 4)}]],dtype=tf.float32)
img2 = tf.constant(value=[[{",".join([ONES] * 4)}]],dtype=tf.float32)
img = tf.concat(values=[img1,img2],axis=3)
filter1 = tf.constant(value=0, shape=[3,3,1,1],dtype=tf.float32)
filter2 = tf.constant(value=1, shape=[3,3,1,1],dtype=tf.float32)
filter3 = tf.constant(value=2, shape=[3,3,1,1],dtype=tf.float32)
filter4 = tf.constant(value=3, shape=[3,3,1,1],dtype=tf.float32)
filter_out1 = tf.concat(values=[filter1,filter2],axis=2)
filter_out2 = tf.concat(values=[filter3,filter4],axis=2)
filter = tf.concat(values=[filter_out1,filter_out2],axis=3)
"""
CONV = "out_img = tf.nn.conv2d(input=img, filter=filter, strides=[1,1,1,1], padding='VALID')\n"
DEPTHWISE = CONV.replace("conv2d(", "depthwise_conv2d(").replace("padding", "rate=[1,1], padding")
POINTWISE = "point_filter = tf.constant(value=1, shape=[1,1,4,4],dtype=tf.float32)\n"
SECOND = "out_img = tf.nn.conv2d(input=out_img, filter=point_filter, strides=[1,1,1,1], padding='VALID')\n"
SESSION = "with tf.Session() as sess:\n\tprint(sess.run(out_img))\n"
PROSE = "建立好了img和filter，就可以做卷积了（it's here\n\n"
HELPER = (
    "def separable(input, filter):\n    return tf.nn.conv2d(input=input, filter=filter, strides=1, padding='SAME')\n"
)


def indented(text: str) -> str:
    return "def main():\n" + "".join(f"    {line}\n" for line in text.splitlines())


LISTINGS = {
    "alone": LISTING,
    "conv2d": LISTING + CONV,
    "depthwise": LISTING + DEPTHWISE + SESSION,
    "with a pointwise stage": LISTING + POINTWISE + DEPTHWISE + SECOND + SESSION,
    "with a helper": LISTING + HELPER + DEPTHWISE,
    "with prose": PROSE + LISTING + "'''also can be used'''\n" + PROSE + CONV,
    "with Python 2": LISTING + CONV + "print 'result', sess.run(out_img)\nprint img\n",
    "in a function": indented(LISTING + DEPTHWISE),
    "with prompts": "".join(f">>> {line}\n" for line in (LISTING + CONV).splitlines()),
    "quoted": "".join(f"> {line}\n" for line in (LISTING + CONV).splitlines()),
    "in a fence": f"```python\n{LISTING}```\n",
    "with curly quotes": LISTING + CONV.replace("'", "’"),
    "full width": (LISTING + CONV).replace("(", "（").replace(")", "）").replace(",", "，"),
    "from Windows": (LISTING + CONV).replace("\n", "\r\n"),
    "the page's own": ARTICLE,
    "with a comment": LISTING + "#" + CONV.replace("input=img", "input=other"),
    "with a loop": LISTING + "for i in range(3):\n    filter = tf.zeros([1,1,2,2])\n" + CONV,
    "printed between": LISTING.replace("img = tf", "print(img1)\nimg = tf") + DEPTHWISE,
    "over several lines": LISTING.replace(",dtype", ",\n                   dtype") + CONV,
}


@pytest.mark.parametrize("text", LISTINGS.values(), ids=LISTINGS)
def test_the_articles_listing_gives_its_image_and_its_filter(text: str) -> None:
    found = read(text)
    assert found.input is not None
    assert found.filters is not None
    assert np.array_equal(found.input, article_input())
    assert np.array_equal(found.filters, article_filters())
    assert found.pointwise is None


def test_a_listing_tells_its_options_and_what_was_passed_over() -> None:
    asked = "y = tf.nn.depthwise_conv2d(img, filter, [1,2,1,1], [[0,0],[1,0],[2,3],[0,0]], dilations=(1, 3))\n"
    found = read(LISTING + asked + "import os\n")
    assert (found.strides, found.padding, found.dilations) == ((2, 1), ((1, 0), (2, 3)), (1, 3))
    assert tuple(map(str, found.skipped)) == ("line 1: import tensorflow as tf", "line 14: import os")


LINES = {
    "in its statement": ("import os\nx = [\n  1,\n  no(2)]", 4),
    "by a name": ("import os\nx = no(2)\n\ny = [\n  x]", 2),
    "too deep": (f"import os\nx = [\n  1,\n  {'-' * 101}1]", 4),
    "of an option": ("x = ones([1, 2, 2, 1])\nw = x\ny = [\n  conv2d(x, w, 0)]", 4),
    "of a padding": ("x = ones([1, 2, 2, 1])\nw = x\ny = [\n  conv2d(x, w, 1, 2)]", 4),
    "of a layout": ("x = ones([1, 2, 2, 1])\nw = x\ny = [\n  conv2d(x, w, data_format='NCHW')]", 4),
}


@pytest.mark.parametrize(("code", "line"), LINES.values(), ids=LINES)
def test_a_line_is_counted_from_the_top_of_the_text(code: str, line: int) -> None:
    """Each statement is parsed alone, and counts its lines from 1."""
    with pytest.raises(ConvError, match=f"^line {line}: "):
        read(code)


def test_what_is_passed_over_has_the_line_that_it_stands_on() -> None:
    found = read("x = ones([1, 2, 2, 1])\nprint(\n  1); print(2)")
    assert [str(one).partition(":")[0] for one in found.skipped] == ["line 2", "line 3"]


def test_the_first_convolution_counts() -> None:
    found = read(
        LISTING + CONV + "small = tf.ones([1, 2, 2, 1])\ny = tf.nn.conv2d(small, filter[:, :, :1], 3, 'SAME')\n"
    )
    assert found.input is not None
    assert found.input.shape == (1, 4, 4, 2)
    assert found.strides == (1, 1)


def test_options_that_are_not_said_stay_open() -> None:
    found = read("x = np.ones((1, 4, 4, 1))\nw = np.ones((3, 3, 1, 1))\ny = conv2d(x, w, padding='same')")
    assert (found.strides, found.padding, found.dilations) == (None, "SAME", None)


def test_a_separable_convolution_has_three_tensors() -> None:
    call = "y = tf.nn.separable_conv2d(img, depthwise_filter=filter, pointwise_filter=point_filter, strides=1)\n"
    found = read(LISTING + POINTWISE + call)
    assert found.pointwise is not None
    assert found.pointwise.tolist() == np.ones((1, 1, 4, 4)).tolist()


def test_the_convolution_counts_more_than_the_names() -> None:
    found = read("image = np.zeros((1, 1, 1, 1))\na = np.ones((1, 2, 2, 1))\nb = np.ones((2, 2, 1, 1))\nconv2d(a, b)")
    assert found.input is not None
    assert found.input.shape == (1, 2, 2, 1)


def test_nothing_is_executed(tmp_path: Any) -> None:
    victim = tmp_path / "victim"
    for text in (f"open({str(victim)!r}, 'w')", f"a = __import__('pathlib').Path({str(victim)!r}).touch()"):
        with pytest.raises(ConvError):
            read(text)
    assert not victim.exists()
