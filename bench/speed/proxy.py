"""A far network in front of a server: a delay in each direction, and a count of round trips and connections."""

from __future__ import annotations

import asyncio
import threading
import time


class Proxy:
    """Listens on loopback in a thread of its own."""

    def __init__(self, target: int, round_trip_ms: float):
        self._target = target
        self._one_way = round_trip_ms / 2000
        self.connections = 0
        self.round_trips = 0
        self.port = 0
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._serve, daemon=True).start()
        self._ready.wait(10)

    def reset(self) -> None:
        """Counts from nothing again."""
        self.connections = self.round_trips = 0

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._accept, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()

    async def _accept(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        self.connections += 1
        server, to_server = await asyncio.open_connection("127.0.0.1", self._target)
        spoke_last = ["server"]
        await asyncio.gather(
            self._pump(client, to_server, spoke_last, "client"),
            self._pump(server, to_client, spoke_last, "server"),
        )

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, spoke_last: list[str], who: str) -> None:
        """What the server says after the client spoke ends a round trip; a farewell has no answer."""
        waiting: asyncio.Queue = asyncio.Queue()
        sending = asyncio.create_task(self._send(waiting, sink))
        try:
            while data := await source.read(1 << 16):
                if who == "server" and spoke_last[0] == "client":
                    self.round_trips += 1
                spoke_last[0] = who
                waiting.put_nowait((time.monotonic() + self._one_way, data))
        except ConnectionError:
            pass  # one end is gone: so will be the other
        waiting.put_nowait(None)
        await sending

    async def _send(self, waiting: asyncio.Queue, sink: asyncio.StreamWriter) -> None:
        while (due := await waiting.get()) is not None:
            await asyncio.sleep(max(0.0, due[0] - time.monotonic()))
            sink.write(due[1])
        sink.close()
