"""What each framework says to a layer that it refuses, or what the layer gives."""

from convcore.explain.refusals.check import check_layer

__all__ = ["check_layer"]
