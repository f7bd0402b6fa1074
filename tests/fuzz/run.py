"""What hostile input costs at each door, and many random cases for each parser. Run by ``make fuzz``.

    python -m tests.fuzz.run [cases] [door]     100,000 random cases a parser, or as many as are named

Each hostile case runs in a process of its own, so that the memory is its own: the peak above what the process had when
it began. A case that takes longer than 20 seconds is ended.
"""

from __future__ import annotations

import atexit
import os
import pickle
import random
import resource
import signal
import sys
import time
import warnings
from collections.abc import Callable, Collection, Sequence
from functools import cache
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Any

from convcore.errors import ConvError
from tests.fuzz.cases import CASES, cases
from tests.fuzz.doors import DOORS, HOSTILE

LONGEST = 20  # seconds of a case
MOST_MEMORY = 6 * 2**30
AIM = 500.0, 100.0  # ms, MB


def outcome(door: Callable[[Any], object], brought: Any) -> str:
    """``taken``, ``refused``, or the name of the error that nobody awaits."""
    try:
        door(brought)
    except ConvError:
        return "refused"
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:60]}"
    return "taken"


def measured(name: str) -> tuple[float, float, str]:
    """Milliseconds of processor time, MB and outcome of a hostile case.

    It is made in one process and brought in another, so that neither what makes it nor the case before counts.
    """
    door, made = DOORS[HOSTILE[name][0]], _maker()(name)
    answer = _in_a_process(lambda: _bring(door, pickle.load(made)))
    return pickle.loads(answer) if answer else (LONGEST * 1e3, float("nan"), "ended")


@cache
def _maker() -> Callable[[str], IO[bytes]]:
    """A process that makes one case after the other, into a file, and ends with this one: a fork is dear."""
    file = TemporaryFile(buffering=0)  # noqa: SIM115  (for as long as the process lives)
    names, asking = os.pipe()
    said, saying = os.pipe()
    maker = _fork()
    if not maker:
        os.close(asking)  # else the names would never end
        try:
            with open(names, encoding="utf-8") as asked:  # noqa: PTH123
                for name in asked:
                    file.truncate(0)
                    file.seek(0)
                    file.write(pickle.dumps(HOSTILE[name.strip()][1]()))
                    file.seek(0)  # for both: a forked process shares the place
                    os.write(saying, b"1")
        finally:
            os._exit(0)
    os.close(names)
    os.close(saying)
    atexit.register(lambda: (os.close(asking), os.waitpid(maker, 0), file.close()))

    def make(name: str) -> IO[bytes]:
        os.write(asking, f"{name}\n".encode())
        if not os.read(said, 1):
            raise RuntimeError(f"{name}: not made")
        return file

    return make


def _bring(door: Callable[[Any], object], brought: Any) -> tuple[float, float, str]:
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, LONGEST)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    idle, began = _peak(), time.process_time()
    said = outcome(door, brought)
    return (time.process_time() - began) * 1e3, (_peak() - idle) / 1024, said


def _in_a_process(work: Callable[[], Any]) -> bytes:
    """What ``work`` gives in a process of its own, pickled; nothing where that process is ended."""
    reading, writing = os.pipe()
    child = _fork()
    if not child:
        try:
            os.write(writing, pickle.dumps(work()))
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as pipe:  # noqa: PTH123  (a descriptor, no path)
        answer = pipe.read()
    os.waitpid(child, 0)
    return answer


def _fork() -> int:
    with warnings.catch_warnings():  # newer Pythons warn of threads, of which the child needs none
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _peak() -> int:
    """The largest memory of this process so far, in kB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def table(doors: Collection[str]) -> int:
    """Prints a line for each hostile case of these doors, those beyond the aim marked; how many are."""
    chosen = {name: case for name, case in HOSTILE.items() if case[0] in doors}
    failed = 0
    print(f"{'door':<12}{'brought':<46}{'ms':>10}{'MB':>10}  outcome")
    for name, (door, _) in chosen.items():
        milliseconds, megabytes, said = measured(name)
        missed = milliseconds > AIM[0] or megabytes > AIM[1] or said not in ("taken", "refused")
        failed += missed
        mark = "  <<<" if missed else ""
        print(f"{door:<12}{name:<46}{milliseconds:>10.1f}{megabytes:>10.1f}  {said}{mark}", flush=True)
    print(f"{len(chosen) - failed} of {len(chosen)} within {AIM[0]:.0f} ms and {AIM[1]:.0f} MB")
    return failed


def fuzz(door: str, count: int) -> int:
    """Brings so many random cases to a door; prints what went wrong, and how many did."""
    failed, slowest, began = 0, 0.0, time.process_time()
    seed = random.SystemRandom().randrange(2**32)
    for case in islice(cases(door, seed), count):
        start = time.process_time()
        said = outcome(DOORS[door], case)
        slowest = max(slowest, time.process_time() - start)
        if said not in ("taken", "refused"):
            failed += 1
            print(f"{door}: {said}\n    {case!r}")
    print(
        f"{door:<12}{count:>8,} cases, seed {seed}: {failed} failed, {time.process_time() - began:.0f} s,"
        f" the slowest {slowest * 1e3:.0f} ms",
        flush=True,
    )
    return failed


def main(arguments: Sequence[str]) -> int:
    """The table, then the random cases; 1 where anything failed."""
    count = int(arguments[0]) if arguments else 100_000
    doors = arguments[1:] or list(DOORS)
    warnings.simplefilter("ignore")  # Python's, about the code that is pasted
    failed = table(doors)
    if count:
        failed += sum(fuzz(door, count) for door in doors if door in CASES)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
