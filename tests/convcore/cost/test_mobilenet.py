"""MobileNetV1's table against the paper's, row by row and in sum."""

from __future__ import annotations

from itertools import pairwise

import pytest

from convcore.cost.mobilenet import PUBLISHED, MobileNetLayer, Published, choose_layers, crop, croppable, layers, total

# Type and stride, filter shape, input size as table 1 prints them (but for the last depthwise layer's stride).
TABLE_1 = """\
standard 2 | 3 x 3 x 3 x 32 | 224 x 224 x 3
depthwise 1 | 3 x 3 x 32 | 112 x 112 x 32
pointwise 1 | 1 x 1 x 32 x 64 | 112 x 112 x 32
depthwise 2 | 3 x 3 x 64 | 112 x 112 x 64
pointwise 1 | 1 x 1 x 64 x 128 | 56 x 56 x 64
depthwise 1 | 3 x 3 x 128 | 56 x 56 x 128
pointwise 1 | 1 x 1 x 128 x 128 | 56 x 56 x 128
depthwise 2 | 3 x 3 x 128 | 56 x 56 x 128
pointwise 1 | 1 x 1 x 128 x 256 | 28 x 28 x 128
depthwise 1 | 3 x 3 x 256 | 28 x 28 x 256
pointwise 1 | 1 x 1 x 256 x 256 | 28 x 28 x 256
depthwise 2 | 3 x 3 x 256 | 28 x 28 x 256
pointwise 1 | 1 x 1 x 256 x 512 | 14 x 14 x 256
depthwise 1 | 3 x 3 x 512 | 14 x 14 x 512
pointwise 1 | 1 x 1 x 512 x 512 | 14 x 14 x 512
depthwise 1 | 3 x 3 x 512 | 14 x 14 x 512
pointwise 1 | 1 x 1 x 512 x 512 | 14 x 14 x 512
depthwise 1 | 3 x 3 x 512 | 14 x 14 x 512
pointwise 1 | 1 x 1 x 512 x 512 | 14 x 14 x 512
depthwise 1 | 3 x 3 x 512 | 14 x 14 x 512
pointwise 1 | 1 x 1 x 512 x 512 | 14 x 14 x 512
depthwise 1 | 3 x 3 x 512 | 14 x 14 x 512
pointwise 1 | 1 x 1 x 512 x 512 | 14 x 14 x 512
depthwise 2 | 3 x 3 x 512 | 14 x 14 x 512
pointwise 1 | 1 x 1 x 512 x 1024 | 7 x 7 x 512
depthwise 1 | 3 x 3 x 1024 | 7 x 7 x 1024
pointwise 1 | 1 x 1 x 1024 x 1024 | 7 x 7 x 1024
pool 1 | 7 x 7 | 7 x 7 x 1024
classifier 1 | 1024 x 1000 | 1 x 1 x 1024
"""


def printed(layer: MobileNetLayer) -> str:
    """A layer as table 1 prints it."""
    shape = {
        "depthwise": layer.filter_shape[:3],
        "pool": layer.kernel,
        "classifier": layer.filter_shape[2:],
    }.get(layer.kind, layer.filter_shape)
    sizes = [" x ".join(map(str, numbers)) for numbers in (shape, layer.input_shape)]
    return f"{layer.kind} {layer.stride} | {sizes[0]} | {sizes[1]}"


def test_the_layers_are_those_of_table_1() -> None:
    assert "".join(f"{printed(layer)}\n" for layer in layers()) == TABLE_1


@pytest.mark.parametrize("variant", ["separable", "full"])
def test_each_layer_reads_what_the_one_before_writes(variant: str) -> None:
    rows = layers(variant)  # type: ignore[arg-type]
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    for before, after in pairwise(rows):
        assert before.output_shape == after.input_shape


@pytest.mark.parametrize("published", PUBLISHED, ids=lambda row: f"{row.variant}-{row.what}")
def test_the_sums_are_the_papers(published: Published) -> None:
    rounded = {classifier: f"{published.ours(classifier) / 1e6:.{published.digits}f}" for classifier in (True, False)}
    assert float(rounded[published.classifier]) == published.millions
    assert float(rounded[not published.classifier]) != published.millions
    assert abs(published.ours(published.classifier) - published.millions * 1e6) < 1e6


def test_what_is_printed() -> None:
    figures = [(row.variant, row.what, row.millions) for row in PUBLISHED]
    assert figures == [
        ("separable", "multiply_adds", 569),
        ("separable", "parameters", 4.2),
        ("full", "multiply_adds", 4866),
        ("full", "parameters", 29.3),
    ]


@pytest.mark.parametrize(
    ("variant", "what", "with_classifier", "without"),
    [
        ("separable", "multiply_adds", 568_740_352, 567_716_352),
        ("separable", "parameters", 4_209_088, 3_185_088),
        ("full", "multiply_adds", 4_867_293_184, 4_866_269_184),
        ("full", "parameters", 29_281_120, 28_257_120),
    ],
)
def test_sums_to_the_last_digit(variant: str, what: str, with_classifier: int, without: int) -> None:
    assert total(variant, what) == with_classifier  # type: ignore[arg-type]
    assert total(variant, what, classifier=False) == without  # type: ignore[arg-type]


def test_most_of_it_is_pointwise() -> None:
    """Table 2 prints 94.86 % of the mult-adds and 74.59 % of the parameters for 1x1 convolutions."""
    pointwise = [row for row in layers() if row.kind == "pointwise"]
    assert sum(row.multiply_adds for row in pointwise) / total("separable", "multiply_adds") > 0.94
    assert sum(row.parameters for row in pointwise) / total("separable", "parameters") == pytest.approx(
        0.7459, abs=1e-4
    )


def test_a_pooling_layer_has_no_weights() -> None:
    (pool,) = [row for row in layers() if row.kind == "pool"]
    assert (pool.parameters, pool.multiply_adds, pool.filter_shape) == (0, 0, ())


def test_the_classifier_is_left_out_or_not() -> None:
    assert len(choose_layers(layers(), True)) - len(choose_layers(layers(), False)) == 1


@pytest.mark.parametrize("layer", [row for row in layers() if croppable(row)], ids=lambda row: f"{row.number}")
def test_a_crop_keeps_kernel_and_stride(layer: MobileNetLayer) -> None:
    cut = crop(layer)
    assert cut.filters[:2] == layer.kernel
    assert cut.stride == layer.stride
    assert cut.input[3] == cut.filters[2] <= layer.channels
    assert cut.pointwise[2] == cut.filters[2] * cut.filters[3]
    assert cut.pointwise[3] <= layer.outputs
    assert max(cut.input[1:3]) <= layer.size


def test_crops_of_the_three_kinds() -> None:
    assert [crop(row).filters for row in layers()[:3]] == [(3, 3, 3, 3), (3, 3, 3, 1), (1, 1, 3, 1)]
    assert [crop(row).pointwise for row in layers()[:3]] == [(1, 1, 9, 3), (1, 1, 3, 3), (1, 1, 3, 3)]
    assert [row.kind for row in layers() if not croppable(row)] == ["pool", "classifier"]
