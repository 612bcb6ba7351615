#!/usr/bin/env python3
"""
An app that keeps a journal: a line an event, "<monotonic ns> <number>", written before the event is answered. What the kernel has taken survives
the death of the app, so a kill loses no line.

With a fourth argument there is a second topic, whose events take that long and are written to JOURNAL.slow.

usage: app.py PORT JOURNAL HANDLER_MILLISECONDS [SLOW_MILLISECONDS]
"""

import asyncio
import json
import os
import sys
import time

BUS, TOPIC, ROUTE = "bus", "events", "/events"
SLOW_TOPIC, SLOW_ROUTE = "slow", "/slow"
SUBSCRIPTION = {"pubsubname": BUS, "topic": TOPIC, "route": ROUTE}
SLOW_SUBSCRIPTION = {"pubsubname": BUS, "topic": SLOW_TOPIC, "route": SLOW_ROUTE}
SUBSCRIPTIONS = json.dumps([SUBSCRIPTION]).encode()
HEAD_END = b"\r\n\r\n"


class Connection(asyncio.Protocol):
    """HTTP/1.1, as much of it as a sidecar speaks: one request after the other, each body with its length."""

    def __init__(self, subscriptions, routes):
        """`routes`: path → journal and the seconds that a handler takes."""
        self.subscriptions, self.routes, self.unread = subscriptions, routes, b""

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
            self._answer(b"200 OK", self.subscriptions)
        elif route := self.routes.get(head.split(b" ", 2)[1].decode()):
            journal, seconds = route
            number = json.loads(rest[:length])["data"]["n"]
            asyncio.get_running_loop().call_later(seconds, self._handled, journal, number)
        else:
            self._answer(b"404 Not Found", b"")

    def _handled(self, journal, number):
        os.write(journal, f"{time.monotonic_ns()} {number}\n".encode())
        self._answer(b"200 OK", b"")

    def _answer(self, status, body):
        self.transport.write(b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body))


def _content_length(head):
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


def _open(journal):
    return os.open(journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


async def main(port, journal, handler_ms, slow_ms=None):
    subscriptions, routes = [SUBSCRIPTION], {ROUTE: (_open(journal), int(handler_ms) / 1000)}
    if slow_ms is not None:
        subscriptions.append(SLOW_SUBSCRIPTION)
        routes[SLOW_ROUTE] = _open(f"{journal}.slow"), int(slow_ms) / 1000
    answer = json.dumps(subscriptions).encode()
    server = await asyncio.get_running_loop().create_server(lambda: Connection(answer, routes), "127.0.0.1", int(port))
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
