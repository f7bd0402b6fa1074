"""What tests of all kinds share: the running app."""

from __future__ import annotations

import gc
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60
DEFECT = "a page failed"  # as pages/parts/server/defects.py writes it
PORTS = count(10_000 + os.getpid() % 2_000 * 10)

settings.register_profile("any machine", deadline=None)  # a busy one is slow, not wrong
settings.load_profile("any machine")


def pytest_collection_finish() -> None:
    """Tests and modules stay: neither a collection of garbage nor a process forked from this one walks over them.

    What a page makes stays for its run: at the usual threshold that is walked over again and again for nothing.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the real app, started for this test process as a reader would start it."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with running([*command, "--server.address", "127.0.0.1"], port, tmp_path_factory.mktemp("server")) as url:
        yield url


@contextmanager
def running(command: list[str], port: int, folder: Path, cwd: Path = ROOT) -> Iterator[str]:
    """Runs ``command`` in the folder ``cwd`` until the block ends; its output goes into ``folder``.

    A page of the app that failed meanwhile is told of then, also where no test looked at it.
    """
    log = folder / "log.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_until_healthy(url, process, log)
        yield url
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    expect_no_defect(log)


def expect_no_defect(log: Path) -> None:
    """Fails with what the server wrote of a page that failed: the reader is told no more than that it did."""
    _, defect, told = log.read_text("utf-8", "replace").partition(DEFECT)
    if defect:
        pytest.fail(f"{defect}{told[:8000]}")


def free_port() -> int:
    """A port that nothing listens on now, and that nobody takes before a server does, or while it is away.

    A system gives its outgoing connections ports from 32768 on, where "any free one" lies too; and no two test
    processes begin to look at the same place.
    """
    return next(filter(_is_free, PORTS))


def _is_free(port: int) -> bool:
    with socket.socket() as probe, suppress(OSError):
        probe.bind(("127.0.0.1", port))
        return True
    return False


def _wait_until_healthy(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    direct = build_opener(ProxyHandler({}))  # urlopen keeps the proxy that a test set when it was first called
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and (left := deadline - time.monotonic()) > 0:
        try:
            with direct.open(f"{url}/_stcore/health", timeout=left) as answer:
                if answer.status == 200:
                    return
        except OSError:  # nobody listens yet, or who does says nothing
            time.sleep(0.1)
    ended = process.poll()
    fault = f"did not start within {START_SECONDS} s" if ended is None else f"ended at once, with {ended}"
    pytest.fail(f"the app {fault}:\n{log.read_text()}")
