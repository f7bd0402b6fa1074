"""The grouped convolution on the screen: its filter as a matrix of kernels, the ones outside the groups zero."""

from __future__ import annotations

from collections.abc import Mapping

from convcore.scenes.convolution import WORDS, ConvolutionBuilder
from convcore.scenes.model import Panel, Scene
from convcore.trace import Trace, check_steps

MAX_CELLS = 1200


def build(trace: Trace, words: Mapping[str, str] = WORDS, batch: int = 0) -> Scene:
    """The scene of a convolution in groups, one frame a step in hand.

    Args:
        trace: a standard convolution with filters [kh, kw, C/groups, out].
        words: the sentences, as in :data:`convcore.scenes.convolution.WORDS`.
        batch: which image of the batch.

    Raises:
        ConvError: for more than 4,096 steps in hand.
    """
    check_steps(trace.steps)
    return _Matrix(trace, words, batch).build()


class _Matrix(ConvolutionBuilder):
    """Adds the kernels that are not there as filters outside, and ``blocks``, the whole matrix at a glance."""

    def __init__(self, trace: Trace, words: Mapping[str, str], batch: int) -> None:
        super().__init__(trace, words, batch)
        self.name = "grouped"
        kh, kw = self.spec.kernel
        channels, outputs = self.spec.channels, self.spec.out_channels
        if channels * outputs * kh * kw <= MAX_CELLS:
            block = self._block([0.0] * (kh * kw))
            outside = [(c, k) for c in range(channels) for k in range(outputs) if (c, k) not in self.filters]
            for at in outside:
                self._add(Panel("filter", "filter", kh, kw, at, block, self._label("0", None), outside=True))
        block, label = self._block(self._sums_of_weights()), self._label("Σ filter[:, :, c, k]")
        self._add(Panel("blocks", "blocks", channels, outputs, block=block, label=label))

    def _sums_of_weights(self) -> list[float | None]:
        """For each input and output channel the sum of the kernel between them, None where there is none."""
        kernels = self.trace.kernels.sum(axis=(2, 3))
        sums = {
            (c, k): kernels[k, i].item()
            for k in range(self.spec.out_channels)
            for i, c in enumerate(self.spec.sources(k))
        }
        every = [(c, k) for c in range(self.spec.channels) for k in range(self.spec.out_channels)]
        return [sums.get(at) for at in every]
