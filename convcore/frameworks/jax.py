"""JAX: the program it is given; it takes all that the definition allows."""

from __future__ import annotations

from convcore.frameworks.writing import (
    Framework,
    if_float64,
    note,
    pads,
    write_call,
    write_filters,
    write_image,
    write_second_stage,
)
from convcore.spec import ConvSpec


def _write(spec: ConvSpec, dtype: str) -> list[str]:
    padding = f'"{spec.padding}"' if isinstance(spec.padding, str) else str(pads(spec))
    options = [
        "image",
        "filters",
        f"window_strides={spec.strides}",
        f"padding={padding}",
        *([f"rhs_dilation={spec.dilations}"] if spec.dilations != (1, 1) else []),
        'dimension_numbers=("NHWC", "HWIO", "NHWC")',
        *([f"feature_group_count={spec.groups}"] if spec.groups > 1 else []),
    ]
    return [
        *if_float64(dtype, 'jax.config.update("jax_enable_x64", True)  # JAX rounds to float32 otherwise'),
        write_image(spec),
        *write_filters(spec, grouped=True),
        *write_call("output", "jax.lax.conv_general_dilated", *options),
    ]


def _write_separable(spec: ConvSpec, out: int, dtype: str) -> list[str]:
    shape = [1, 1, spec.out_channels, out]
    options = "mid", "pointwise", "window_strides=(1, 1)", 'padding="VALID"'
    dimensions = 'dimension_numbers=("NHWC", "HWIO", "NHWC")'
    return write_second_stage(
        _write(spec, dtype),
        note("pointwise = weights[np.newaxis, np.newaxis]", f"{shape}: height, width, mid, out"),
        *write_call("output", "jax.lax.conv_general_dilated", *options, dimensions),
    )


JAX = Framework("jax", "JAX", ("import jax", "import numpy as np"), _write, _write_separable)
