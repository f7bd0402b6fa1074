"""JAX's wordings, and Flax's, whose layers keep their kernel's shape."""

from __future__ import annotations

from convcore.explain.messages.model import Problem, Row
from convcore.explain.messages.patterns import wording


def _row(name: str, problem: Problem, text: str, *details: str, rule: str = "") -> Row:
    return Row(f"jax-{name}", "jax", problem, wording(text), tuple(map(wording, details)), rule)


ROWS = (
    _row(
        "channels",
        "channels",
        "conv_general_dilated lhs feature dimension size divided by feature_group_count must equal the rhs input "
        "feature dimension size,?+ but <got_channels> // <groups> != <expected_channels>",
    ),
    _row(
        "groups-in",
        "groups",
        "conv_general_dilated feature_group_count must divide lhs feature dimension size,?+ "
        "but <groups> does not divide <in_channels>",
        rule="groups-in",
    ),
    _row(
        "groups-out",
        "groups",
        "conv_general_dilated rhs output feature dimension size must be a multiple of feature_group_count,?+ "
        "but <out_channels> is not a multiple of <groups>",
        rule="groups-out",
    ),
    _row("rank", "rank", "convolution requires lhs and rhs ndim to be equal,?+ got <got_rank> and <expected_rank>"),
    _row(
        "rank-old",
        "rank",
        "conv_general_dilated lhs and rhs must have the same number of dimensions",
        "(?:but )?got <input_shape> and <filter_shape>",
    ),
    _row(
        "rank-xla",
        "rank",
        "convolution arguments must have same number of dimensions\\. "
        "got: \\w{2,8}<input_shape> and \\w{2,8}<filter_shape>",
    ),
    _row(
        "rank-strides",
        "rank",
        "conv_general_dilated window and window_strides must have the same number of dimensions,?+ "
        "but got <expected_rank> and <got_rank>",
        rule="rank-strides",
    ),
    _row(
        "rank-pads",
        "rank",
        "wrong number of explicit pads for convolution: expected <expected_rank>,?+ got <got_rank>",
        rule="rank-strides",
    ),
    _row(
        "dtype",
        "dtype",
        "lax\\.conv_general_dilated requires arguments to have the same dtypes,?+ got <got_dtype>,?+ <expected_dtype>",
    ),
    _row(
        "dense",
        "dense",
        "dot_general requires contracting dimensions to have the same shape,?+ got [\\[(]<got_features>,?[\\])] "
        "and [\\[(]<expected_features>",
    ),
    _row(
        "flax-dense",
        "dense",
        "initializer expected to generate shape [\\[(](?P<filter_shape><expected_features>, ?\\d{1,9})[\\])] "
        "but got shape [\\[(]<got_features>, ?\\d{1,9}[\\])] instead for parameter ['\"]kernel",
    ),
    _row(
        "flax-channels",
        "channels",
        "initializer expected to generate shape "
        "[\\[(](?P<filter_shape>(?:\\d{1,9}, ?){2}<expected_channels>, ?\\d{1,9})[\\])] "
        "but got shape [\\[(](?:\\d{1,9}, ?){2}<got_channels>, ?\\d{1,9}[\\])] instead for parameter ['\"]kernel",
    ),
    _row(
        "flax-old",
        "channels",
        "inconsistent shapes between value and initializer for parameter ['\"]kernel['\"] in ['\"][^'\"]{0,120}['\"]: "
        "[\\[(](?:\\d{1,9}, ?){2}<expected_channels>, ?\\d{1,9}[\\])], "
        "[\\[(](?:\\d{1,9}, ?){2}<got_channels>, ?\\d{1,9}",
    ),
    _row(
        "flax-old-dense",
        "dense",
        "inconsistent shapes between value and initializer for parameter ['\"]kernel['\"] in ['\"][^'\"]{0,120}['\"]: "
        "[\\[(]<expected_features>, ?\\d{1,9}[\\])], [\\[(]<got_features>, ?\\d{1,9}",
    ),
)
