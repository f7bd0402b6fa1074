"""Which steps are in hand: all of a convolution, or as many as a player holds.

A convolution of more steps has its result like any other, it only cannot be played at once. A part of it can: some rows
of the output with every channel, or some channels with every row.
"""

from __future__ import annotations

from dataclasses import dataclass

from convcore.errors import ConvError

MAX_STEPS = 4096  # of one image: what a page holds and a reader steps through


@dataclass(frozen=True)
class Part:
    """Rows and channels of the output whose steps are in hand."""

    rows: range
    channels: range

    def by(self, whole: Part) -> tuple[str, range]:
        """What it is a part by, ``rows`` or ``channels``, and which of them.

        >>> Part(range(2, 4), range(8)).by(Part(range(6), range(8)))
        ('rows', range(2, 4))
        """
        return ("channels", self.channels) if self.channels != whole.channels else ("rows", self.rows)


def divide(rows: int, cols: int, channels: int, together: int = 1) -> tuple[Part, ...]:
    """The parts of an output that can be played, the whole alone where that can.

    They are first runs of rows, then runs of channels, each as long as can be. There is no run of rows where not even
    one can be played whole, nor of channels.

    Args:
        rows, cols, channels: the output's sizes; each cell is a step.
        together: so many channels are parted only where they have to be.

    >>> [(len(part.rows), len(part.channels)) for part in divide(14, 14, 64, 8)]
    [(4, 64), (4, 64), (4, 64), (2, 64), (14, 16), (14, 16), (14, 16), (14, 16)]
    >>> divide(2, 2, 4)
    (Part(rows=range(0, 2), channels=range(0, 4)),)
    """
    whole = Part(range(rows), range(channels))
    if rows * cols * channels <= MAX_STEPS:
        return (whole,)
    most = MAX_STEPS // (rows * cols)
    most -= most % together if most > together else 0
    by_rows = [Part(run, whole.channels) for run in _runs(rows, MAX_STEPS // (cols * channels))]
    return (*by_rows, *(Part(whole.rows, run) for run in _runs(channels, most)))


def check_steps(steps: int) -> None:
    """Refuses more steps than can be played.

    Raises:
        ConvError: above :data:`MAX_STEPS`.
    """
    if steps > MAX_STEPS:
        raise ConvError(
            "at most {most:,} steps can be played at once, these are {steps:,}", most=MAX_STEPS, steps=steps
        )


def _runs(count: int, size: int) -> list[range]:
    """The numbers below ``count`` in runs of at most ``size``; none where a run would be empty."""
    return [range(count)[first : first + size] for first in range(0, count, size)] if size else []
