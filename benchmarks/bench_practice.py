"""Whether ten thousand seeds make sets whose answers differ, and how long a set takes.

Every seed makes one set of ten, of all kinds, in one of the three levels. Run by ``make bench``; a number of seeds may
follow: ``PYTHONPATH=. .venv/bin/python benchmarks/bench_practice.py 1000``.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

from convcore.practice.kinds import LEVELS
from convcore.practice.sets import ALL, practice_set

SEEDS = 10_000
CHUNK = 250


def check(seed: int) -> tuple[float, Counter[str]]:
    """Seconds for a set, and what it holds: exercises, clear ones, exercises without fault by kind."""
    began = time.perf_counter()
    exercises = practice_set(f"seed {seed}", level=LEVELS[seed % len(LEVELS)])
    took = time.perf_counter() - began
    found: Counter[str] = Counter()
    for exercise in exercises:
        wrong = [mistake.answer for mistake in exercise.mistakes]
        assert exercise.right not in wrong, exercise
        assert len(set(wrong)) > 1, exercise
        found[exercise.kind] += 1
        found["all"] += 1
        found["clear"] += len(set(wrong)) == len(wrong)
        found["mistakes"] += len(wrong)
    return took, found


def main(seeds: int) -> None:
    """Prints what was found."""
    total: Counter[str] = Counter()
    with ProcessPoolExecutor() as pool:
        results = list(pool.map(check, range(seeds), chunksize=CHUNK))
    for _, found in results:
        total += found
    times = sorted(took * 1000 for took, _ in results)
    print(f"{seeds} seeds: {total['all']} exercises with {total['mistakes']} mistakes, none gives the right answer")
    print(f"in {total['clear'] / total['all']:.0%} each wrong answer tells which way was gone")
    print(", ".join(f"{kind} {total[kind]}" for kind in ALL))
    print(f"a set takes {times[len(times) // 2]:.0f} ms (median), {times[-1]:.0f} ms at most")


if __name__ == "__main__":
    main(next((int(word) for word in sys.argv[1:] if word.isdigit()), SEEDS))
