"""Certificates are renewed every ten seconds under load, with a stream open; connections end with the certificates that they were opened with."""

import asyncio

from certificates import short_lived, shown_by
from rows.r15_long_streams import _stream

TITLE = "certificates rotate under load: no call fails, no stream is cut"
LEAF_SECONDS = 20  # the shortest that mtls.local gives; a renewal comes after half of it
SECONDS = 180


async def run(mesh):
    flags, seconds = short_lived(mesh, f"{LEAF_SECONDS}s"), int(SECONDS * max(0.3, mesh.options.scale))
    sidecars, client = mesh.orders(2, flags=flags), mesh.client(flags=flags)
    stream = asyncio.create_task(_stream(client.port, seconds * 5, 200))
    load, seen = mesh.load(client, rate=mesh.options.rate // 5), {sidecar: set() for sidecar in (*sidecars, client)}
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
    if min(figures["certificates_seen"]) < seconds / LEAF_SECONDS:
        figures["faults"].append("certificates were renewed too seldom")
    return figures
