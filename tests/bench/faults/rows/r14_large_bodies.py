"""Large bodies side by side, with and without a length, and a reader that is slow."""

import asyncio
import os
import zlib

from load import read_answer

TITLE = "100 MB bodies, 16 at a time, and slow readers: streamed, memory stays"
PARALLEL, MB = 16, 100
MAX_GROWTH_MB = 160
PIECE = os.urandom(64 * 1024)


async def run(mesh):
    flags = ["--max-body-size", "0"]
    orders, client = mesh.orders(1, flags=flags)[0], mesh.client(flags=flags)
    megabytes, figures = max(1, int(MB * mesh.options.scale)), {"faults": []}
    warm = mesh.load(client, rate=200)
    await warm.progress(2)
    await warm.stop()
    for name, work in (("with length", lambda i: _upload(client.port, megabytes, False)), ("chunked", lambda i: _upload(client.port, megabytes, True)),
                       ("slow reader", lambda i: _slow_read(client.port, megabytes))):
        before = {sidecar: sidecar.process.rss_kb() for sidecar in (orders, client)}
        for sidecar in before:
            sidecar.process.forget_peak_rss()
        outcomes = await asyncio.gather(*(work(i) for i in range(PARALLEL)))
        growth = {sidecar.app_id: round((sidecar.process.rss_kb("VmHWM") - start) / 1024) for sidecar, start in before.items()}
        figures[name] = {"sent": PARALLEL, "ok": outcomes.count("ok"), "peak_growth_mb": growth}
        figures["faults"] += [f"{name}: {outcome}" for outcome in sorted(set(outcomes)) if outcome != "ok"]
        figures["faults"] += [f"{name}: {app} grew by {mb} MB" for app, mb in growth.items() if mb > MAX_GROWTH_MB]
    return figures


async def _upload(port, megabytes, chunked):
    count, checksum = megabytes * 16, 0
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    length = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {count * len(PIECE)}"
    writer.write(f"POST /v1.0/invoke/orders/method/call HTTP/1.1\r\nHost: localhost\r\n{length}\r\n\r\n".encode())
    for _ in range(count):
        writer.write(b"%x\r\n%s\r\n" % (len(PIECE), PIECE) if chunked else PIECE)
        checksum = zlib.crc32(PIECE, checksum)
        await writer.drain()
    writer.write(b"0\r\n\r\n" if chunked else b"")
    status, body, _ = await read_answer(reader)
    writer.close()
    return "ok" if body == f" {count * len(PIECE)} {checksum:08x}".encode() else f"{status} {body[:80]}"


async def _slow_read(port, megabytes):
    """Takes nothing for two seconds, then all of it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=64 * 1024)
    writer.write(f"GET /v1.0/invoke/orders/method/size?mb={megabytes} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    await reader.readuntil(b"\r\n\r\n")
    await asyncio.sleep(2)
    left = megabytes << 20
    while left and (piece := await reader.read(1 << 20)):
        left -= len(piece)
    writer.close()
    return "ok" if not left else f"{left} bytes are missing"
