#!/usr/bin/env python3
"""
An app that is told to stop and still has work to do: on SIGTERM it stops listening, as good servers do, calls out for LEAVE_SECONDS more over the
connection that it has, and exits. Each of its own calls is a line "<monotonic ns> out <status>" of the journal.

usage: leaver.py PORT JOURNAL HOST, with SIDECAR_PORT and LEAVE_SECONDS in the environment
"""

import asyncio
import os
import signal
import sys
import time

from app import serve
from load import read_answer

PAUSE_SECONDS = 0.02


async def main(port, path, host):
    journal = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    server = await asyncio.start_server(lambda r, w: serve(r, w, journal), host, int(port))
    told = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
    calling = asyncio.create_task(call_out(journal, told))
    await told.wait()
    server.close()
    await calling


async def call_out(journal, told):
    left = float(os.environ["LEAVE_SECONDS"])
    connection = None
    leave_at = None
    while leave_at is None or time.monotonic() < leave_at:
        if told.is_set() and leave_at is None:
            leave_at = time.monotonic() + left
        try:
            connection = connection or await asyncio.open_connection("127.0.0.1", int(os.environ["SIDECAR_PORT"]))
            reader, writer = connection
            writer.write(b"POST /v1.0/invoke/other/method/call HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nhi")
            status, _, _ = await read_answer(reader)
        except (OSError, asyncio.IncompleteReadError) as failure:
            status, connection = type(failure).__name__, None
        os.write(journal, f"{time.monotonic_ns()} out {status}\n".encode())
        await asyncio.sleep(PAUSE_SECONDS)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
