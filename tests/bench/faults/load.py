"""An open-loop load: calls leave at a fixed rate, whatever becomes of those before them. Every call has an id, a checksum and an outcome."""

import asyncio
import itertools
import random
import time
import zlib
from dataclasses import dataclass

OK = "ok"
PATIENCE_SECONDS = 30
MAX_BODY_BYTES = 2000
_runs = itertools.count(1)


@dataclass(slots=True)
class Call:
    """One call and how its caller saw it end."""

    id: str
    verb: str
    sent_ns: int
    ended_ns: int = 0
    outcome: str = ""


class Load:
    """Half GET, half POST, through the sidecars at `ports` in turn."""

    def __init__(self, ports, app_id, rate, *, path="/call", verbs=("GET", "POST"), seed=1, host="127.0.0.1"):
        self.ports, self.rate, self.host, self.verbs = ports, rate, host, verbs
        self.url = f"/v1.0/invoke/{app_id}/method{path}"
        self.calls, self.chance, self.run = [], random.Random(seed), next(_runs)
        self._idle = {port: [] for port in ports}
        self._open, self._pacer, self._stop = set(), None, asyncio.Event()

    def start(self):
        self._pacer = asyncio.create_task(self._pace())
        return self

    async def stop(self):
        """Sends no more; every call that was sent has its outcome afterwards."""
        self._stop.set()
        await self._pacer
        if self._open:
            await asyncio.wait(self._open)
        for _, writer in itertools.chain(*self._idle.values()):
            writer.close()

    async def progress(self, seconds):
        """Lets the load run on."""
        await asyncio.sleep(seconds)

    async def _pace(self):
        begin = time.monotonic()
        while not self._stop.is_set():
            due = int((time.monotonic() - begin) * self.rate)
            while len(self.calls) < due:
                self._begin(len(self.calls))
            await asyncio.sleep(0.002)

    def _begin(self, number):
        verb = self.verbs[number % len(self.verbs)]
        call = Call(f"{self.run}-{number}-{verb}", verb, time.monotonic_ns())
        self.calls.append(call)
        task = asyncio.create_task(self._make(call, self.ports[number // len(self.verbs) % len(self.ports)]))
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    async def _make(self, call, port):
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                call.outcome = await self._exchange(call, port)
        except TimeoutError:
            call.outcome = "no answer"
        call.ended_ns = time.monotonic_ns()

    async def _exchange(self, call, port):
        body = self.chance.randbytes(self.chance.randint(1, MAX_BODY_BYTES)) if call.verb != "GET" else b""
        try:
            reader, writer = self._pooled(port) or await asyncio.open_connection(self.host, port)
        except OSError as failure:
            return f"no connection: {failure.strerror}"
        length = f"Content-Length: {len(body)}\r\n" if call.verb != "GET" else ""
        try:
            writer.write(f"{call.verb} {self.url} HTTP/1.1\r\nHost: localhost\r\nx-id: {call.id}\r\n{length}\r\n".encode() + body)
            status, text, keeps = await read_answer(reader)
        except (ConnectionError, asyncio.IncompleteReadError):
            writer.close()
            return "cut"
        except asyncio.CancelledError:
            writer.close()
            raise
        if keeps and not self._stop.is_set():
            self._idle[port].append((reader, writer))
        else:
            writer.close()
        if status != 200:
            return f"{status} {''.join(c for c in text.decode('utf-8', 'replace') if not c.isdigit())[:150]}"
        return OK if text == f"{call.id} {len(body)} {zlib.crc32(body):08x}".encode() else "another's answer"

    def _pooled(self, port):
        """An open connection that is free; what the server has closed meanwhile (130 s idle) is left out, as every client does."""
        while self._idle[port]:
            reader, writer = self._idle[port].pop()
            if not reader.at_eof():
                return reader, writer
            writer.close()
        return None


async def read_answer(reader):
    """Status, body, and whether the connection can be used again."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    status, keeps, body = int(head[9:12]), b"connection: close" not in head, b""
    if b"transfer-encoding: chunked" in head:
        while size := int((await reader.readline() or b"x").split(b";")[0], 16):
            body += await reader.readexactly(size)
            await reader.readline()
        await reader.readline()
    elif b"content-length:" in head:
        body = await reader.readexactly(int(head.partition(b"content-length:")[2].split(b"\r\n")[0]))
    elif status not in (204, 304):
        body, keeps = await reader.read(), False
    return status, body, keeps
