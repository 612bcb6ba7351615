"""Publishes numbered messages at a fixed rate through several sidecars, and keeps what each of them said."""

import asyncio
import json
import time
from collections import Counter

from app import BUS, TOPIC

CONNECTIONS = 24  # a sidecar: what may be under way there
PATIENCE_SECONDS = 60  # for an answer; nobody keeps a publisher waiting longer
RECONNECT_SECONDS = 0.05


class Publisher:
    """Each number is sent once and never again: an answer that was lost stays unknown, as it does for an app that does not repeat."""

    def __init__(self, ports, rate):
        self.ports, self.rate = ports, rate
        self.sent = {}  # number → monotonic ns
        self.acknowledged = {}  # number → monotonic ns of the 204
        self.by_port = {port: [] for port in ports}  # monotonic ns of each 204, sidecar by sidecar
        self.refused = Counter()  # status → how many
        self.unknown = 0  # the connection ended before the answer
        self.samples = []  # a few refusals in full, for the reader
        self.held_seconds = 0.0  # how long the pace waited for a kill
        self._due = asyncio.Queue()
        self._limit, self._moved = 0, asyncio.Event()

    def may_send(self, number):
        """How far publishing may go for now; None for to the end."""
        self._limit = number
        self._moved.set()

    async def publish(self, messages, first=1):
        """So many numbers from the first on. A sidecar that is away leaves its share to the others."""
        workers = [asyncio.create_task(self._work(port)) for port in self.ports for _ in range(CONNECTIONS)]
        start = time.monotonic()
        for number in range(first, first + messages):
            await asyncio.sleep(max(0.0, start + self.held_seconds + (number - first + 1) / self.rate - time.monotonic()))
            await self._until_allowed(number)
            self._due.put_nowait(number)
        await self._due.join()
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)

    async def publish_once(self, port, number):
        """The status of one message outside the count, or None while nobody answers."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                return (await asyncio.wait_for(_exchange(reader, writer, number), PATIENCE_SECONDS))[0]
            finally:
                writer.close()
        except (OSError, EOFError, TimeoutError):
            return None

    async def _until_allowed(self, number):
        start = time.monotonic()
        while self._limit is not None and number > self._limit:
            self._moved.clear()
            await self._moved.wait()
            self.held_seconds += time.monotonic() - start
            start = time.monotonic()

    async def _work(self, port):
        while True:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(RECONNECT_SECONDS)
                continue
            try:
                while await self._next(port, reader, writer):
                    pass
            finally:
                writer.close()

    async def _next(self, port, reader, writer):
        """Sends the next number that is due; False when the connection has ended."""
        number = await self._due.get()
        if reader.at_eof():
            self._due.put_nowait(number)
            self._due.task_done()
            return False
        try:
            self.sent[number] = time.monotonic_ns()
            status, body = await asyncio.wait_for(_exchange(reader, writer, number), PATIENCE_SECONDS)
        except (OSError, EOFError, TimeoutError):
            self.unknown += 1
            return False
        finally:
            self._due.task_done()
        if status == 204:
            self.acknowledged[number] = time.monotonic_ns()
            self.by_port[port].append(self.acknowledged[number])
        else:
            self.refused[status] += 1
            if self.refused[status] <= 2:
                self.samples.append(f"{status}: {_message(body)}")
        return True


def _message(body):
    try:
        return json.loads(body)["message"]
    except (ValueError, KeyError, TypeError):
        return body.decode(errors="replace")


async def _exchange(reader, writer, number):
    body = b'{"n":%d}' % number
    writer.write(b"POST /v1.0/publish/%s/%s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                 % (BUS.encode(), TOPIC.encode(), len(body), body))
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
    return int(head.split()[1]), await reader.readexactly(int(length)) if length else b""
