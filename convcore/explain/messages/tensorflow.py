"""TensorFlow's wordings, from 1.x to 2.21: of graphs (with all shapes) and of eager kernels (with two numbers)."""

from __future__ import annotations

from convcore.explain.messages.model import Problem, Row
from convcore.explain.messages.patterns import wording

# What a graph's message says of its node: 'conv1/Conv2D' (op: 'Conv2D') or '{{node Conv2D}} = Conv2D[T=..., ...]'.
NODE = (
    "\\(op: '<op>'",
    "(?:\\}\\}|\\[node: [^ =]{1,160}) = <op>\\[",
    "with input shapes: <input_shape>(?:,? (?=[\\[(])<filter_shape>)?",
    'data_format="<data_format>"',
    "[ \\[,]strides=<strides>",
    "[ \\[,]dilations=<dilations>",
    "[ \\[,]ksize=<kernel>",
    '[ \\[,]padding="<padding>"',
)
EAGER = ("\\[op: ?<op>\\]", "op was given the format: <data_format>", "inputs=tf\\.tensor\\(shape=<input_shape>")


def _row(name: str, problem: Problem, text: str, *details: str, rule: str = "") -> Row:
    return Row(f"tensorflow-{name}", "tensorflow", problem, wording(text), tuple(map(wording, details)), rule)


ROWS = (
    _row(
        "negative",
        "too-small",
        "negative dimension size caused by subtracting <kernel_extent> from <input_size>",
        *NODE,
    ),
    _row(
        "negative-eager",
        "too-small",
        "computed output size would be negative: -?\\d{1,9} \\[input_size: <input_size>,? "
        "effective_filter_size: <kernel_extent>,? stride: (?P<stride>\\d{1,9})",
        *EAGER,
    ),
    _row("negative-old", "too-small", "computed output size would be negative", *NODE),
    _row(
        "depth",
        "channels",
        "depth of input \\(<got_channels>\\) is not a multiple of input depth of filter \\(<expected_channels>\\)",
        *NODE,
    ),
    _row(
        "depth-eager",
        "channels",
        "input depth must be evenly divisible by filter depth(?:: <got_channels> vs <expected_channels>)?",
        *EAGER,
        *NODE,
    ),
    _row(
        "dimensions",
        "channels",
        "dimensions must be equal,?+ but are <got_channels> and <expected_channels> for "
        "'(?=[^'{]{0,200}' \\(op: '(?:depthwise)?conv2d|\\{\\{node [^}]{0,200}\\}\\} = (?:depthwise)?conv2d"
        "|(?:[^'{]{0,200}/)?(?:depthwise)?conv2d(?:native)?(?:_\\d{1,4})?'(?! \\(op))",
        *NODE,
    ),
    _row(
        "dimensions-dense",
        "dense",
        "dimensions must be equal,?+ but are <got_features> and <expected_features> for "
        "'(?=[^']{0,200}'? \\(op: 'matmul|\\{\\{node [^}]{0,200}\\}\\} = matmul)",
        *NODE,
    ),
    _row(
        "dimensions-bias",
        "bias",
        "dimensions must be equal,?+ but are <expected_bias> and <bias> for "
        "'(?=[^']{0,200}'? \\(op: 'biasadd|\\{\\{node [^}]{0,200}\\}\\} = biasadd)",
        "with input shapes: <input_shape>",
    ),
    _row(
        "same-depth",
        "channels",
        "input and filter must have(?: the)? same depth(?:: <got_channels> vs <expected_channels>)?",
        *EAGER,
        *NODE,
    ),
    _row(
        "transposed-depth",
        "channels",
        "computed input depth <got_channels> doesn't match filter input depth <expected_channels>",
        *EAGER,
    ),
    _row(
        "transposed-out-depth",
        "channels",
        "filter and out_backprop must have the same out_depth",
        *EAGER,
        rule="transposed-depth",
    ),
    _row(
        "groups",
        "groups",
        "depth of output \\(<out_channels>\\) is not a multiple of the number of groups \\(<groups>\\)",
        *NODE,
        rule="groups-out",
    ),
    _row(
        "groups-eager",
        "groups",
        "output depth must be evenly divisible by number of groups: <out_channels> vs <groups>",
        *EAGER,
        rule="groups-out",
    ),
    _row(
        "groups-unsupported",
        "groups",
        "(?:fused|generic) conv implementation does not support grouped convolutions",
        *NODE,
        rule="groups-unsupported",
    ),
    _row(
        "equal-strides",
        "unequal-strides",
        "current implementation only supports equal length strides in the r(?:ow|\\.w) and column dimensions",
        *EAGER,
        *NODE,
    ),
    _row("stride-dilation", "stride-dilation", "strides > 1 not supported in conjunction with rates? > 1"),
    _row(
        "convolution-stride-dilation",
        "stride-dilation",
        "strides > 1 not supported in conjunction with dilation_rate > 1\\. received: strides=(?=\\[\\d{1,9}\\x20)"
        "<strides> "
        "and dilation_rate=<dilations>",
    ),
    _row("depthwise-cpu", "layout", "depthwise convolution on cpu is only supported for nhwc", *EAGER, rule="cpu"),
    _row(
        "conv-cpu", "layout", "conv2d op currently only supports the nhwc tensor format on the cpu", *EAGER, rule="cpu"
    ),
    _row("generic-cpu", "layout", "generic conv implementation only supports nhwc", *NODE, rule="cpu"),
    _row(
        "other-cpu",
        "layout",
        "(?:conv2dcustombackprop\\w{5,6}op|cpu biasop|default maxpoolingop|default avgpoolingop) only supports nhwc",
        *NODE,
        rule="cpu",
    ),
    _row(
        "backprop-size",
        "backprop-size",
        "conv2d(?:slow|custom)?backprop(?:input|filter): size of out_backprop doesn't match computed: "
        "actual = <got_size>,?+ computed = <expected_size>",
        "spatial_dim: (?P<axis>\\d)",
        "[ \\]]input: <input_size>",
        "[ \\]]filter: <kernel_extent>",
        "[ \\]]stride: (?P<stride>\\d{1,9})",
        'data_format="<data_format>"',
        "[ \\[,]strides=<strides>",
        '[ \\[,]padding="<padding>"',
    ),
    _row(
        "backprop-batch",
        "backprop-size",
        "input and out_backprop must have the same batch size",
        "input batch: <expected_size>",
        "outbackprop batch: <got_size>",
        rule="backprop-batch",
    ),
    _row("rank", "rank", "shape must be (?:at least )?rank <expected_rank> but is rank <got_rank> for '", *NODE),
    _row("rank-eager", "rank", "input must be <expected_rank>-dimensional:? ?<input_shape>", *EAGER),
    _row(
        "rank-filter",
        "rank",
        "filter must be <expected_rank>-dimensional:? ?<filter_shape>",
        *EAGER,
        rule="rank-filter",
    ),
    _row(
        "bias",
        "bias",
        "must provide as many biases as the (?:last|channel) dimension of the input tensor: "
        "\\[? ?<bias>\\]? vs\\.? <input_shape>",
    ),
    _row(
        "dtype",
        "dtype",
        "cannot compute <op> as input #\\d\\(zero-based\\) was expected to be an? <expected_dtype> tensor "
        "but is an? <got_dtype> tensor",
    ),
    _row(
        "dtype-attr",
        "dtype",
        "value (?:for|passed to) (?:attr|parameter) '\\w{1,20}' (?:of|has datatype|has dtype) <got_dtype> "
        "(?:is )?not in(?: the)? list of allowed values: (?P<expected_dtype>[\\w, ]{1,80})",
        "\\{\\{node <op>\\}\\}",
        "\\[op: ?<op>\\]",
    ),
    _row(
        "dtype-match",
        "dtype",
        "input 'filter' of 'conv2d' op has type <got_dtype> that does not match type <expected_dtype>",
    ),
    _row(
        "dense",
        "dense",
        "matrix size-incompatible: in\\[0\\]: \\[? ?(?P<input_shape>\\d{1,9}, ?<got_features>)\\]?,?+ "
        "in\\[1\\]: \\[? ?(?P<filter_shape><expected_features>, ?\\d{1,9})",
    ),
)
