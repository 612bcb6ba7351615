"""Certificates are renewed as often as can be, under load, with a stream open. mtls.local gives no life below a minute, so a renewal is every 30 s."""

import asyncio

from certificates import short_lived, shown_by
from rows.r15_long_streams import _stream

TITLE = "certificates rotate under load: no call fails, no stream is cut"
SECONDS = 150


async def run(mesh):
    flags, seconds = short_lived(mesh), int(SECONDS * max(0.5, mesh.options.scale))
    sidecars, client = mesh.orders(2, flags=flags), mesh.client(flags=flags)
    stream = asyncio.create_task(_stream(client.port, seconds * 5, 200))
    load, seen = mesh.load(client, rate=mesh.options.rate // 2), {sidecar: set() for sidecar in (*sidecars, client)}
    for _ in range(seconds // 5):
        await load.progress(5)
        for sidecar in seen:
            seen[sidecar].add(await asyncio.to_thread(shown_by, sidecar))
    await load.stop()
    figures = mesh.account(load)
    figures["certificates_seen"], figures["stream"] = [len(shown) for shown in seen.values()], await stream
    if figures["failed"]:
        figures["faults"].append(f"{figures['failed']} calls failed")
    if figures["stream"] != "ok":
        figures["faults"].append("the stream was cut")
    if min(figures["certificates_seen"]) < 2:
        figures["faults"].append("a certificate was never renewed")
    return figures
