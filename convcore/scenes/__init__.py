"""What the screen shows at each step, as data: :func:`build` makes the scene of a convolution.

The scenes of single pages have modules of their own: article, compare, grouped, separable.
"""

from convcore.scenes.convolution import build
from convcore.scenes.model import Scene

__all__ = ["Scene", "build"]
