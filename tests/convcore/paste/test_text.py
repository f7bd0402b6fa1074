"""Pasted text as tensors: what is read, what is refused, and within which bounds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from convcore import ConvError
from convcore.paste import text as paste
from convcore.paste.text import as_filters, as_input, read, tensor
from tests.convcore.paste.test_statements import LISTING
from tests.convcore.strategies import PLENTY

HARD = [0.1, -0.0, 1e-300, 123456789.123, 5e-324, 1.7976931348623157e308]
WRITTEN: dict[str, Any] = {
    "[[1, 2], [3, 4]]": [[1, 2], [3, 4]],
    "  [[1. 2.]\n   [3. 4.]]  ": [[1, 2], [3, 4]],
    "[1e-3, -.5, 1/4]": [1e-3, -0.5, 0.25],
    "((1, 2), (3, 4))": [[1, 2], [3, 4]],
    "[1, 2], [3, 4]": [[1, 2], [3, 4]],
    "array([[1, 2],\n       [3, 4]])": [[1, 2], [3, 4]],
    "np.array([[1., 2.]], dtype=np.float32)": [[1, 2]],
    "tf.Tensor(\n[[1. 2.]\n [3. 4.]], shape=(2, 2), dtype=float32)": [[1, 2], [3, 4]],
    "<tf.Tensor: shape=(1, 2), dtype=int32, numpy=array([[1, 2]], dtype=int32)>": [[1, 2]],
    "tensor([[1., 2.]], requires_grad=True)": [[1, 2]],
    "tf.constant(value=7, shape=[1, 2], dtype=tf.float32)": [[7, 7]],
    "tf.constant([1, 2, 3, 4], shape=(2, 2))": [[1, 2], [3, 4]],
    "tf.constant([1, 2], shape=[4])": [1, 2, 2, 2],
    "tf.concat([[[1]], [[2]]], axis=1)": [[1, 2]],
    "tf.concat(1, [[[1]], [[2]]])": [[1, 2]],
    "np.concatenate(([1], [2]), axis=0)": [1, 2],
    "tf.stack([[1, 2], [3, 4]], axis=-1)": [[1, 3], [2, 4]],
    "tf.reshape(tf.range(6), [2, -1])": [[0, 1, 2], [3, 4, 5]],
    "np.arange(1, 7).reshape(2, 3).T": [[1, 4], [2, 5], [3, 6]],
    "tf.transpose([[1, 2, 3]], perm=[1, 0])": [[1], [2], [3]],
    "np.ones((1, 2)) * 3 - 1": [[2, 2]],
    "[[1, 2]] * 2": [[1, 2], [1, 2]],
    "tf.tile([[1, 2]], [2, 1])": [[1, 2], [1, 2]],
    "np.repeat([[1], [2]], 2, axis=1)": [[1, 1], [2, 2]],
    "tf.fill([1, 2], 5)": [[5, 5]],
    "np.full((1, 2), 5)": [[5, 5]],
    "np.eye(2)": [[1, 0], [0, 1]],
    "np.zeros((2, 2))[0]": [0, 0],
    "tf.constant([1, 2])[tf.newaxis, :, None]": [[[1], [2]]],
    "tf.expand_dims([1, 2], 0)": [[1, 2]],
    "np.squeeze([[[1, 2]]])": [1, 2],
    "tf.cast([1.9, -1.9], tf.int32)": [1, -1],
    "k = tf.Variable([[1, 2]], name='k')": [[1, 2]],
    "1\t2\n3\t4\n": [[1, 2], [3, 4]],
    "1,2\n3,4": [[1, 2], [3, 4]],
    "1, 2,\n3, 4,\n": [[1, 2], [3, 4]],
    '"1","2"': [[1, 2]],
    "1 2\n3 4": [[1, 2], [3, 4]],
    "5": [[5]],
    "1\t2\n\n3\t4": [[[1, 3], [2, 4]]],
}


@pytest.mark.parametrize("text", WRITTEN)
def test_a_tensor_is_read_however_it_is_written(text: str) -> None:
    assert tensor(text).tolist() == WRITTEN[text]


REFUSED = {
    "": "the text is empty",
    "hello": "no tensor was found",
    "[[1, 2], [3]]": "line 1: a list of 1 stands here, a list of 2 before it",
    "[[1, 2],\n [3, x]]": "line 2: 'x' is not a number",
    "[[1, 2],\n [3, 4}]]": r"line 2: '4}' is not a number",
    "[[1, 2],\n [3, 4]": "line 2: the text ends here with ] missing",
    "[1]]": "line 1: this bracket closes more than was opened",
    "[[]]": "line 1: an empty list holds no number",
    "[1, [2]]": "line 1: a list of 1 stands here, a number before it",
    "[[1 2 ... 3]]": "line 1: '...' stands for values that were not printed",
    "array([[1., nan]])": "line 1: finite numbers are needed, got nan",
    "[[1, nan]]": "line 1: 'nan' is not a number",
    "[1e999]": "line 1: '1e999' is larger than float64 holds",
    "[" * 9 + "1" + "]" * 9: "at most 8 brackets",
    "1,2\n3,x": "line 2, column 2: 'x' is not a number",
    "1,2\n3": "line 2: 2 numbers are needed as in the lines above, got 1",
    "1,,2": "line 1, column 2: the cell is empty",
    "1\t2\n\n3": "block 2 is 1x1, the first one is 1x2",
    "a = tf.constant([[1, 2], [3]])": "line 1: the nested lists are not one rectangular array: item 0 has shape",
    "import x\na = tf.constant(value=[1, 2]\n  dtype=tf.float32)": "line 2: .* is no complete Python",
    "x = np.random.rand(3, 3)": "line 1: 'np.random.rand' is not read here",
    "x = tf.random_normal([1, 3, 3, 1])\nw = np.ones((1, 1, 1, 1))\ny = tf.nn.conv2d(x, w)": "line 1: .*random_normal",
    "a = np.ones((2, 2))\nb = np.ones((2, 2))": r"2 tensors \(a, b\), but none is called input",
    "a = tf.tile([1], [100000])": r"line 1: at most 16,384 numbers are read, shape \[100000\]",
    "a = np.ones((300, 300))": "at most 16,384 numbers",
    "a = np.ones(10)[20]": "does not fit shape",
    "a = np.ones(10)[0:0]": "is empty",
    "a = tf.concat([[1], [[2]]], axis=0)": "cannot be joined along axis 0",
    "a = tf.ones([2], shape=3)": "line 1: ones: a value is given twice",
    "a = tf.ones()": "line 1: ones: missing a required argument",
    "a = np.ones(*x)": "without \\*",
    "a = np.zeros((2, 2)) / 0": "leave what float64 holds",
    "a = tf.ones([0, 3])": "a shape is whole numbers of at least 1",
    "a = tf.ones([1, 2]).reshape(3)": r"2 numbers do not fit shape \[3\]",
    "a = tf.ones([2, 2]) + tf.ones([3, 3])": "do not go together",
    "a = [1, 'b']": "line 1: a tensor is needed|no tensor",
    "x = np.ones((1,2,2,1))\nw = np.ones((1,1,1,1))\nconv2d(x, w, strides=[2,1,1,1])": "line 3: strides are",
    "x = np.ones((1,2,2,1))\nw = np.ones((1,1,1,1))\nconv2d(x, w, 1, 'FULL')": "line 3: padding is 'VALID'",
    "x = np.ones((1,2,2,1))\nw = np.ones((1,1,1,1))\ntf.nn.conv2d(x, w, 1, 'SAME', data_format='NCHW')": "line 3: data",
}


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:40])
def test_a_refusal_names_the_line_and_what_was_expected(text: str) -> None:
    with pytest.raises(ConvError, match=REFUSED[text]):
        tensor(text)


WILD = {
    "long": "1," * 200_000,
    "many numbers": "[" + "1," * 100_000 + "1]",
    "brackets": "[" * 100_000,
    "lines of brackets": "(\n" * 100_000,
    "signs": "a=" + "-" * 100_000 + "1",
    "sums": "a=" + "1+" * 80_000 + "1",
    "attributes": "a=b" + ".c" * 80_000,
    "a list of lists": "a = [[[1] * 60000] * 60000] * 60000",
    "doubling": "a = np.ones(60000)\n" + "a = tf.concat([a, a], 0)\n" * 60,
    "a list of the same": "a = np.ones(60000)\nb = [a, a, a, a]\nc = [b, b, b, b]\nd = [c, c]",
    "a power": "a = 9 ** 9 ** 9",
    "digits": "a = [" + "9" * 5000 + "]",
    "ranges": "a = np.arange(0, 1e9, 1e-9)",
    "outer": "a = np.arange(60000)[:, None] * np.arange(60000)",
    "eye": "a = np.eye(10**6)",
    "dimensions": "a = np.ones(" + str([1] * 64) + ")",
    "more dimensions": "a = np.ones(1)[" + "None," * 60 + "]",
    "repeats": "a = np.repeat([1], 1e9)",
}


@pytest.mark.parametrize("text", WILD.values(), ids=WILD)
def test_no_text_grows_without_bound(text: str) -> None:
    with pytest.raises(ConvError):
        tensor(text)


SNIPPETS = ["[", "]", "(", ")", ",", "\n", " ", "1", "-", ".5", "e", "a", "=", "tf.constant", "np.array", "'", '"', "#"]
SNIPPETS += [
    "'''",
    "\\",
    "\t",
    ":",
    ";",
    "…",
    "img",
    "filter",
    "shape=",
    "conv2d",
    "[None]",
    ".T",
    "reshape",
    "if",
    "\x00",
]


@PLENTY
@given(st.lists(st.sampled_from(SNIPPETS), max_size=30).map("".join) | st.text(max_size=60))
def test_any_text_gives_a_tensor_or_a_message(text: str) -> None:
    try:
        found = read(text)
    except ConvError:
        return
    parts = (found.only, found.input, found.filters)
    assert any(part is not None and np.isfinite(part).all() for part in parts)


SHAPES = arrays.array_shapes(min_dims=1, max_dims=4, max_side=3)
FLOATS = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(HARD)


@PLENTY
@given(arrays.arrays(np.float64, SHAPES, elements=FLOATS), st.booleans())
def test_what_is_printed_in_full_reads_back_with_the_same_bits(array: np.ndarray[Any, Any], commas: bool) -> None:
    text = str(array.tolist())
    back = tensor(text if commas else text.replace(",", " "))
    assert back.shape == array.shape
    assert back.tobytes() == array.tobytes()
    assert tensor(f"a = np.array({text})").tobytes() == array.tobytes()


@PLENTY
@given(arrays.arrays(np.float64, arrays.array_shapes(min_dims=2, max_dims=2, max_side=4), elements=FLOATS))
def test_a_table_reads_back_with_the_same_bits(table: np.ndarray[Any, Any]) -> None:
    for separator in ("\t", ",", ";", " "):
        text = "\n".join(separator.join(map(repr, row)) for row in table.tolist())
        assert tensor(text).tobytes() == table.tobytes()


def test_tensors_of_fewer_dimensions_are_filled_up() -> None:
    assert as_input(np.ones((2, 3, 4, 5))).shape == (2, 3, 4, 5)
    assert as_filters(np.ones((2, 3, 4, 5))).shape == (2, 3, 4, 5)
    with pytest.raises(ConvError, match=r"input: 2 to 4 dimensions are needed, as \[height, width, channel\], got 1"):
        as_input(np.ones(3))
    with pytest.raises(ConvError, match="filters: 2 to 4 dimensions"):
        as_filters(np.ones((1,) * 5))


def test_one_tensor_is_one_tensor() -> None:
    with pytest.raises(ConvError, match="one tensor is needed, this text holds 2"):
        tensor(LISTING)


def test_the_bounds_are_beyond_every_lab() -> None:
    assert paste.MOST_CELLS >= 4 * 16 * 16 * 8
    assert paste.MOST_TEXT >= 4 * 16 * 16 * 8 * 25
