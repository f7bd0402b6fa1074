"""PyTorch's wordings, from 0.3 to 2.13."""

from __future__ import annotations

from convcore.explain.messages.model import Problem, Row
from convcore.explain.messages.patterns import wording


def _row(name: str, problem: Problem, text: str, *details: str, rule: str = "") -> Row:
    return Row(f"pytorch-{name}", "pytorch", problem, wording(text), tuple(map(wording, details)), rule)


ROWS = (
    _row(
        "transposed-channels",
        "channels",
        "given transposed=1, weight(?: of size)? <filter_shape>,?+ (?:so )?expected input<input_shape> "
        "to have <expected_channels> channels,?+ but got <got_channels>",
        rule="channels",
    ),
    _row(
        "channels",
        "channels",
        "given groups=<groups>,?+ weight(?: of size)? <filter_shape>,?+ (?:so )?expected input<input_shape> "
        "to have <expected_channels> channels,?+ but got <got_channels>",
    ),
    _row(
        "channels-short",
        "channels",
        "weight of size <filter_shape>,?+ expected input<input_shape> "
        "to have <expected_channels> channels,?+ but got <got_channels>",
    ),
    _row(
        "weight-groups",
        "groups",
        "given groups=<groups>,?+ expected weight to be (?:divisible by|at least) \\d{1,9} at dimension \\d,?+ "
        "but got weight of size <filter_shape>",
        rule="groups-out",
    ),
    _row("in-groups", "groups", "in_channels must be divisible by groups", rule="groups-in"),
    _row("out-groups", "groups", "out_channels must be divisible by groups", rule="groups-out"),
    _row(
        "rank",
        "rank",
        "expected 3d \\(unbatched\\) or 4d \\(batched\\) input to <op>,?+ but got input of size: <input_shape>",
    ),
    _row(
        "rank-old",
        "rank",
        "expected <expected_rank>-dimensional input for \\d-dimensional weight(?: of size)? <filter_shape>,?+ "
        "but got (?:<got_rank>-dimensional )?input of size <input_shape>",
    ),
    _row(
        "rank-other",
        "rank",
        "expected (?P<expected_rank>\\d)d \\(unbatched\\) or \\dd \\(batched\\) input to "
        "(?P<op>conv(?:_transpose)?[13]d),?+ but got input of size: <input_shape>",
        rule="rank-other",
    ),
    _row("rank-norm", "rank", "expected (?P<expected_rank>\\d)d input \\(got (?P<got_rank>\\d)d input\\)"),
    _row(
        "padding",
        "too-small",
        "padding size should be less than the corresponding input dimension,?+ but got: padding "
        "\\(?[\\d, ]{1,12}\\)? at dimension \\d of input <input_shape>",
        rule="reflection",
    ),
    _row("rank-weight", "rank", "weight should have at least three dimensions", rule="rank-filter"),
    _row(
        "rank-dimensions",
        "rank",
        "expected (?:stride|padding|dilation) to be a single integer value or a list of <expected_rank> values "
        "to match the convolution dimensions,?+ but got (?:stride|padding|dilation)=<strides>",
        rule="rank-filter",
    ),
    _row(
        "too-small",
        "too-small",
        "calculated(?: padded)? input size per channel: \\( ?<padded_input>\\.? kernel size: \\( ?<kernel>",
    ),
    _row("too-small-short", "too-small", "kernel size can't be greater than(?: the)? actual input size"),
    _row(
        "pool",
        "too-small",
        "given input size ?: \\( ?<input_size>[x*]<padded_input>\\.? calculated output size: \\( ?"
        "\\d{1,9}[x*](?P<got_size>-?\\d{1,9})[x*]-?\\d{1,9}",
        rule="pool",
    ),
    _row("same-stride", "same-stride", "padding=?'?same'? is not supported for strided convolutions"),
    _row(
        "bias",
        "bias",
        "given (?:transposed=1,? )?weight of size <filter_shape>,?+ expected bias to be 1-dimensional with "
        "<expected_bias> elements,?+ but got bias of size \\[? ?<bias>",
    ),
    _row(
        "output-padding",
        "output-padding",
        "output padding must be smaller than either stride or dilation",
        "output_padding_height: (?P<output_padding_height>\\d{1,9})",
        "output_padding_width: (?P<output_padding_width>\\d{1,9})",
        "stride_height: (?P<stride_height>\\d{1,9})",
        "stride_width: (?P<stride_width>\\d{1,9})",
        "dilation_height: (?P<dilation_height>\\d{1,9})",
        "dilation_width: (?P<dilation_width>\\d{1,9})",
    ),
    _row(
        "output-size",
        "output-padding",
        "requested an output size of <output_shape>,?+ but valid sizes range from \\[?<smallest>,? \\d{1,9}\\]? "
        "to \\[?<largest>,? \\d{1,9}\\]?(?: \\(for an input of <input_shape>)?",
        rule="output-size",
    ),
    _row("dtype", "dtype", "expected scalar type <expected_dtype> but found <got_dtype>"),
    _row("dtype-object", "dtype", "expected object of scalar type <expected_dtype> but got scalar type <got_dtype>"),
    _row("dtype-tensor", "dtype", "expected <expected_dtype> tensor \\(got <got_dtype> tensor\\)"),
    _row(
        "dtype-input",
        "dtype",
        "input type \\((?P<got_dtype>[\\w.: ]{1,40})\\) and (?:weight|bias) type "
        "\\((?P<expected_dtype>[\\w.: ]{1,40})\\) should be the same",
    ),
    _row(
        "dtype-kernel",
        "dtype",
        "\"(?:slow_conv|conv|thnn_conv|addmm|unfolded)\\w{0,40}\" not implemented for '<got_dtype>'",
    ),
    _row(
        "dtype-dense",
        "dtype",
        "mat1 and mat2 must have the same dtype(?:,?+ but got <got_dtype> and <expected_dtype>)?",
    ),
    _row(
        "dense",
        "dense",
        "mat1 and mat2 shapes cannot be multiplied \\(?(?P<input_shape>\\d{1,9} ?x ?<got_features>) "
        "and (?P<filter_shape><expected_features> ?x ?\\d{1,9})",
    ),
    _row(
        "dense-old",
        "dense",
        "size mismatch, m1: \\[?(?P<input_shape>\\d{1,9} ?x ?<got_features>)\\]?,?+ "
        "m2: \\[?(?P<filter_shape><expected_features> ?x ?\\d{1,9})",
    ),
    _row(
        "checkpoint",
        "channels",
        "size mismatch for [\\w.]{0,120}weight: copying a param with shape <filter_shape> from checkpoint,?+ "
        "the shape in current model is (?:torch\\.size)?+\\(?+[\\[(]?+(?P<model_filter_shape>[\\d, x]{1,60}+)",
        rule="checkpoint",
    ),
)
