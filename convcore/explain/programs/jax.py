"""A layer as a program for JAX."""

from __future__ import annotations

from convcore.explain.layers import Layer
from convcore.explain.programs.writing import (
    annotate,
    explicit_sides,
    make_zeros,
    prepare_filters,
    prepare_input,
    write_options,
)


def write(layer: Layer) -> tuple[list[str], list[str]]:
    """The imports that JAX needs, and the lines up to the output."""
    lines = [make_zeros(layer), *prepare_input(layer)]
    filters = tuple(layer.given_filters or layer.filters_seen)
    if layer.kind == "dense":
        lines += [f"filters = jnp.zeros({filters})  # in, out", "output = jnp.dot(image, filters)"]
        return ["import jax.numpy as jnp"], lines
    last = layer.data_format == "NHWC" or layer.kind == "transposed"
    lines.append(
        annotate(
            f"filters = jnp.zeros({filters})",
            "" if layer.given_filters else "height, width, in, out" if last else "out, in, height, width",
        )
    )
    lines += prepare_filters(layer, "filters")
    numbers = '("NHWC", "HWIO", "NHWC")' if last else '("NCHW", "OIHW", "NCHW")'
    sides = explicit_sides(layer)
    name = "conv_transpose" if layer.kind == "transposed" else "conv_general_dilated"
    options = write_options(
        **{
            "strides" if layer.kind == "transposed" else "window_strides": str(layer.strides),
            "padding": str(sides) if sides else f'"{layer.padding}"',
            "rhs_dilation": None if layer.dilations == (1, 1) else str(layer.dilations),
            "dimension_numbers": numbers,
            "feature_group_count": str(layer.groups) if layer.groups > 1 else None,
        }
    )
    lines += [f"output = lax.{name}(", "    image,", "    filters,", *(f"    {option}," for option in options), ")"]
    return ["import jax.numpy as jnp", "from jax import lax"], lines
