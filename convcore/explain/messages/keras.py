"""Keras's wordings: 1 and 2, tf.keras, and Keras 3."""

from __future__ import annotations

from convcore.explain.messages.model import Problem, Row
from convcore.explain.messages.patterns import wording

LAYER = (
    "input \\d{1,3}(?: with name '[^']{0,60}+')?(?: of layer| is incompatible with(?: the)? layer) ['\"]?<layer>['\"]?"
)
SAID = "(?: is incompatible with the layer)?(?: ?:){0,2} ?"


def _row(name: str, problem: Problem, text: str, *details: str, rule: str = "") -> Row:
    return Row(f"keras-{name}", "keras", problem, wording(text), tuple(map(wording, details)), rule)


ROWS = (
    _row(
        "rank",
        "rank",
        LAYER + SAID + "expected (?:min_|max_)?ndim=<expected_rank>,?+ found ndim=<got_rank>",
        "full shape received: <input_shape>",
    ),
    _row(
        "axis",
        "channels",
        LAYER + SAID + "expected axis (?P<axis>-?\\d) of input shape to have value <expected_channels>,?+ "
        "but received input with shape <input_shape>",
    ),
    # Pasted without the beginning, which names the layer.
    _row(
        "rank-short",
        "rank",
        "expected (?:min_|max_)?ndim=<expected_rank>,?+ found ndim=<got_rank>",
        "full shape received: <input_shape>",
    ),
    _row(
        "axis-short",
        "channels",
        "expected axis (?P<axis>-?\\d) of input shape to have value <expected_channels>,?+ "
        "but received input with shape <input_shape>",
    ),
    _row(
        "shape",
        "channels",
        LAYER + SAID + "expected shape=<expected_shape>,?+ found shape=<input_shape>",
        rule="model-shape",
    ),
    _row(
        "checking",
        "channels",
        "error when checking (?:model )?(?:input|target)? ?: expected (?P<layer>[\\w/.]{1,60}+) to have shape "
        "<expected_shape>,?+ but got array with shape <input_shape>",
        rule="model-shape",
    ),
    _row(
        "checking-rank",
        "rank",
        "error when checking (?:model )?(?:input|target)? ?: expected (?P<layer>[\\w/.]{1,60}+) to have "
        "<expected_rank> dimensions,?+ but got array with shape <input_shape>",
    ),
    _row(
        "invalid-shape",
        "channels",
        "expected shape <expected_shape>,?+ but input has incompatible shape <input_shape>",
        rule="model-shape",
    ),
    _row(
        "too-small",
        "too-small",
        "computed output size would be (?:zero or )?negative\\. received:? ?inputs[ .]shape=<input_shape>,?+ "
        "kernel[ .]shape=<filter_shape>",
        "dilation_rate=<dilations>",
        "[ ,]strides=<strides>",
        "[ ,]padding='?<padding>",
    ),
    _row(
        "pool",
        "too-small",
        "computed output size would be (?:zero or )?negative\\. received:? ?inputs[ .]shape=<input_shape>,?+ "
        "pool_size=<kernel>",
        "[ ,]strides=<strides>",
        "[ ,]padding='?<padding>",
        rule="pool",
    ),
    _row("too-small-short", "too-small", "computed output size would be zero or negative"),
    _row(
        "downsampling",
        "too-small",
        "one of the dimensions in the output is <= 0 due to downsampling in <layer>",
        "received input shape <input_shape> which",
    ),
    _row(
        "filters-groups",
        "groups",
        "the number of filters must be evenly divisible by the number of groups",
        "groups=<groups>",
        "filters=<out_channels>",
        rule="groups-out",
    ),
    _row(
        "channels-groups",
        "groups",
        "the number of input channels must be evenly divisible by the number of groups",
        "groups=<groups>",
        "input has <in_channels> channels",
        "full input shape is <input_shape>",
        rule="groups-in",
    ),
    _row(
        "kernel-channels",
        "channels",
        "the number of input channels must match the kernel's input channels\\. received: "
        "input channels=<got_channels>,?+ kernel input channels=<expected_channels>",
    ),
    _row(
        "stride-dilation",
        "stride-dilation",
        "strides > 1 not supported in conjunction with dilation_rate > 1",
        "[ :]strides=<strides>",
        "dilation_rate=<dilations>",
    ),
    _row(
        "undefined-channels",
        "channels",
        "the channel dimension of the inputs (?:to \\w{1,30} )?should be defined",
        "(?:input_shape|shape|received)[ =:]{1,3}<input_shape>",
        rule="undefined",
    ),
    _row(
        "undefined-columns",
        "dense",
        "the last dimension of the inputs to (?:a )?dense(?: layer)? should be defined",
        "(?:received|shape)[ :=]{1,3}<input_shape>",
        rule="undefined-columns",
    ),
    _row(
        "kernel-rank",
        "rank",
        "kernel shape must have the same length as input,?+ but received kernel of shape <filter_shape> "
        "and input of shape <input_shape>",
    ),
    _row(
        "weights",
        "layout",
        "layer <layer> weight shape [\\[(](?P<filter_shape>\\d{1,9}(?:, ?\\d{1,9}){3})[\\])] "
        "is not compatible with provided weight shape [\\[(](?P<given_filter_shape>\\d{1,9}(?:, ?\\d{1,9}){3})",
        rule="weights",
    ),
    _row(
        "bias",
        "bias",
        "layer <layer> weight shape \\(<expected_bias>,?\\) is not compatible with "
        "provided weight shape \\(<bias>,?\\)",
    ),
    _row(
        "output-padding",
        "output-padding",
        "(?:output_padding must be strictly less than strides"
        "|strides? (?:[\\[(][\\d, ]{1,20}[\\])] )?must be greater than output padding)",
        "output_padding=<output_padding>",
        "[ ,:]strides=<strides>",
    ),
    _row(
        "dtype",
        "dtype",
        "incompatible type conversion requested to type '?<got_dtype>'? for (?:autocast)?variable",
    ),
    _row(
        "dtype-variable",
        "dtype",
        "incompatible type conversion requested to type '?<got_dtype>'? for tf\\.variable of type <expected_dtype>",
    ),
)
