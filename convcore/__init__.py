"""ConvScope's core: 2-D convolutions in NumPy, each step of them open to view.

>>> import numpy as np
>>> from convcore import conv2d, depthwise_conv2d
>>> image = np.stack([np.tile([1, 2, 3, 4], (4, 1)), np.ones((4, 4), int)], axis=-1)
>>> filters = np.broadcast_to(np.array([[0, 2], [1, 3]]), (3, 3, 2, 2))
>>> conv2d(image, filters)[0].tolist(), depthwise_conv2d(image, filters)[0].tolist()
([[9, 63], [9, 81]], [[0, 36, 9, 27], [0, 54, 9, 27]])
"""

from convcore.errors import ConvError
from convcore.ops import conv2d, depthwise_conv2d, separable_conv2d

__all__ = ["ConvError", "conv2d", "depthwise_conv2d", "separable_conv2d"]
