"""How tensors are filled, resized, grouped and factored."""

from convcore.tensors.grouped import block_diagonal, with_zeros
from convcore.tensors.low_rank import approximations, product_filter, ranks
from convcore.tensors.presets import PRESETS, article_filters, article_input

__all__ = [
    "PRESETS",
    "approximations",
    "article_filters",
    "article_input",
    "block_diagonal",
    "product_filter",
    "ranks",
    "with_zeros",
]
