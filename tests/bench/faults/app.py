#!/usr/bin/env python3
"""
An app that writes down every call that it executes, "<monotonic ns> <id>", before it answers: what the kernel has taken survives the app's death.

usage: app.py PORT JOURNAL [HOST]

  /call            answers with the checksum of what came; ?ms= waits first, &late=1 before it reads the body
  /fail            503
  /stream          ?chunks= pieces, ?ms= between two of them
  /size            ?mb= megabytes
"""

import asyncio
import os
import re
import sys
import time
import zlib
from urllib.parse import parse_qsl, urlsplit

PIECE = b"x" * 64 * 1024


async def serve(reader, writer, journal):
    try:
        while request := await read_request(reader):
            method, target, headers, length, checksum = request
            url = urlsplit(target)
            query = {name: int(value) for name, value in parse_qsl(url.query)}
            if "x-id" in headers:
                os.write(journal, f"{time.monotonic_ns()} {headers['x-id']}\n".encode())
            if query.get("ms") and url.path == "/call" and not query.get("late"):
                await asyncio.sleep(query["ms"] / 1000)
            if url.path == "/call":
                _answer(writer, method, f"{headers.get('x-id', '')} {length} {checksum:08x}".encode())
            elif url.path == "/fail":
                writer.write(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nfail")
            elif url.path == "/stream":
                await _stream(writer, query.get("chunks", 10), query.get("ms", 100))
            elif url.path == "/size":
                await _size(writer, query["mb"])
            else:
                writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


def _answer(writer, method, text):
    # A GET is answered in chunks: what has no length in its head is the harder of the two for a proxy.
    if method == "GET":
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(text), text))
    else:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(text), text))


async def _stream(writer, chunks, ms):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
    for i in range(chunks):
        event = b"data: %d\n\n" % i
        writer.write(b"%x\r\n%s\r\n" % (len(event), event))
        await writer.drain()
        await asyncio.sleep(ms / 1000)
    writer.write(b"0\r\n\r\n")


async def _size(writer, mb):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (mb << 20))
    for _ in range((mb << 20) // len(PIECE)):
        writer.write(PIECE)
        await writer.drain()


async def read_request(reader):
    """Method, target, headers, and length and checksum of the body; None at the end of the connection."""
    head = await _head(reader)
    if head and (late := re.search(r"[?&]ms=(\d+)&late=1", head[1])):
        await asyncio.sleep(int(late[1]) / 1000)
    return head and (*head, *await _body(reader, head[2]))


async def _head(reader):
    try:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    except asyncio.IncompleteReadError:
        return None
    method, target, _ = lines[0].split(" ")
    return method, target, {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}


async def _body(reader, headers):
    length, checksum = 0, 0
    async for piece in _pieces(reader, headers):
        length, checksum = length + len(piece), zlib.crc32(piece, checksum)
    return length, checksum


async def _pieces(reader, headers):
    if headers.get("transfer-encoding") == "chunked":
        while size := int((await reader.readline()).split(b";")[0], 16):
            yield await reader.readexactly(size)
            await reader.readline()
        await reader.readline()
        return
    left = int(headers.get("content-length", 0))
    while left:
        piece = await reader.read(min(left, len(PIECE)))
        if not piece:
            raise ConnectionError("cut")
        left -= len(piece)
        yield piece


async def main(port, path, host="127.0.0.1"):
    journal = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    server = await asyncio.start_server(lambda r, w: serve(r, w, journal), host, int(port), limit=1 << 20, backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
