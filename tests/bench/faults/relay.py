#!/usr/bin/env python3
"""
An app in the middle of a chain: passes each call on through its sidecar and answers with what comes back. NEXT is the app id of the next one; without it
the app is the last, and answers 503. Each call is a line "<monotonic ns> <id>" of the journal.

usage: relay.py PORT JOURNAL HOST, with SIDECAR_PORT and NEXT in the environment
"""

import asyncio
import os
import sys
import time

from app import read_request
from load import read_answer

NEXT, SIDECAR_PORT = os.environ.get("NEXT"), int(os.environ.get("SIDECAR_PORT", 0))
_idle = []


async def serve(reader, writer, journal):
    try:
        while request := await read_request(reader):
            method, _, headers, _, _ = request
            id = headers.get("x-id", "")
            os.write(journal, f"{time.monotonic_ns()} {id}\n".encode())
            status = await call_on(method, id) if NEXT else 503
            writer.write(b"HTTP/1.1 %d Relayed\r\nContent-Length: 4\r\n\r\nhops" % status)
            await writer.drain()
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def call_on(method, id):
    connection = _idle.pop() if _idle else await asyncio.open_connection("127.0.0.1", SIDECAR_PORT)
    reader, writer = connection
    length = "" if method == "GET" else "Content-Length: 0\r\n"
    writer.write(f"{method} /v1.0/invoke/{NEXT}/method/hop HTTP/1.1\r\nHost: localhost\r\nx-id: {id}\r\n{length}\r\n".encode())
    status, _, keeps = await read_answer(reader)
    if keeps:
        _idle.append(connection)
    return status


async def main(port, path, host):
    journal = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    server = await asyncio.start_server(lambda r, w: serve(r, w, journal), host, int(port), backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
