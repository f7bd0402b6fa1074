"""A network with latency: a proxy before a server that holds every byte back for a while, the WebSocket's too."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.conftest import free_port


@dataclass
class Network:
    """What lies between a reader and a server.

    Attributes:
        url: the server's address, seen through it.
        seconds: how long it takes each way from now on.
    """

    url: str
    seconds: float = 0


@contextmanager
def network(port: int) -> Iterator[Network]:
    """A network before the server on ``port``."""
    at = free_port()
    between = Network(f"http://127.0.0.1:{at}")
    loop = asyncio.new_event_loop()
    stop, ready = asyncio.Event(), threading.Event()

    async def serve() -> None:
        server = await asyncio.start_server(lambda *ends: _join(*ends, port, between), "127.0.0.1", at)
        ready.set()
        await stop.wait()
        server.close()

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:  # it ends what is still on the way
            runner.run(serve())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    ready.wait()
    try:
        yield between
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()


async def _join(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int, between: Network) -> None:
    ends = [writer]
    try:
        there, back = await asyncio.open_connection("127.0.0.1", port)
        ends.append(back)
        await asyncio.gather(_carry(reader, back, between), _carry(there, writer, between))
    except OSError:
        pass  # one end went away: the other is told below
    finally:
        for end in ends:
            end.transport.abort()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, between: Network) -> None:
    """Reads at once and writes later, so that latency costs no bandwidth."""
    loop = asyncio.get_running_loop()
    due: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def read() -> None:
        try:
            while data := await reader.read(2**16):
                due.put_nowait((loop.time() + between.seconds, data))
        finally:
            due.put_nowait((loop.time() + between.seconds, b""))

    reading = asyncio.create_task(read())
    try:
        while True:
            at, data = await due.get()
            await asyncio.sleep(at - loop.time())
            if not data:
                break
            writer.write(data)
        await writer.drain()
        writer.write_eof()
    finally:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
