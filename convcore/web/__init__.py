"""What a browser or a notebook is handed.

In a notebook, ``figure`` draws a scene of :mod:`convcore.scenes`, and ``render(convolution(trace))`` is the text of a
lesson file. The modules beside them serve the player: payload, modules.
"""

from convcore.web.figure import figure
from convcore.web.lesson import convolution, render

__all__ = ["convolution", "figure", "render"]
