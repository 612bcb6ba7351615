#!/usr/bin/env python3
"""
An app that keeps a journal: a line an event, "<monotonic ns> <number>", written before the event is answered. What the kernel has taken survives
the death of the app, so a kill loses no line.

usage: app.py PORT JOURNAL HANDLER_MILLISECONDS
"""

import asyncio
import json
import os
import sys
import time

BUS, TOPIC, ROUTE = "bus", "events", "/events"
SUBSCRIPTIONS = json.dumps([{"pubsubname": BUS, "topic": TOPIC, "route": ROUTE}]).encode()
HEAD_END = b"\r\n\r\n"


class Connection(asyncio.Protocol):
    """HTTP/1.1, as much of it as a sidecar speaks: one request after the other, each body with its length."""

    def __init__(self, journal, handler_seconds):
        self.journal, self.handler_seconds, self.unread = journal, handler_seconds, b""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.unread += data
        head, end, rest = self.unread.partition(HEAD_END)
        length = _content_length(head)
        if not end or len(rest) < length:
            return
        self.unread = rest[length:]
        if head.startswith(b"GET /dapr/subscribe "):
            self._answer(b"200 OK", SUBSCRIPTIONS)
        elif head.startswith(f"POST {ROUTE} ".encode()):
            number = json.loads(rest[:length])["data"]["n"]
            asyncio.get_running_loop().call_later(self.handler_seconds, self._handled, number)
        else:
            self._answer(b"404 Not Found", b"")

    def _handled(self, number):
        os.write(self.journal, f"{time.monotonic_ns()} {number}\n".encode())
        self._answer(b"200 OK", b"")

    def _answer(self, status, body):
        self.transport.write(b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body))


def _content_length(head):
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


async def main(port, journal, handler_ms):
    file = os.open(journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    server = await asyncio.get_running_loop().create_server(lambda: Connection(file, int(handler_ms) / 1000), "127.0.0.1", int(port))
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
