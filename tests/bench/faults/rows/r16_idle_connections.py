"""Many connections of the app that do nothing, beside a load."""

import asyncio

TITLE = "10,000 idle connections beside the load"
CONNECTIONS = 10_000
MAX_KB_EACH = 32


async def run(mesh):
    mesh.orders(1)
    client, count = mesh.client(), int(CONNECTIONS * min(1.0, mesh.options.scale * 2))
    load = mesh.load(client)
    await load.progress(5)
    alone, rss = len(load.calls), client.process.rss_kb()
    idle = []
    for _ in range(count // 100):
        idle += await asyncio.gather(*(asyncio.open_connection("127.0.0.1", client.port) for _ in range(100)))
    for _, writer in idle:  # each has served one request, as a pooled one has
        writer.write(b"GET /v1.0/healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
    await asyncio.gather(*(reader.readuntil(b"\r\n\r\n") for reader, _ in idle))
    between = len(load.calls)
    await load.progress(5)
    each_kb = (client.process.rss_kb() - rss) / len(idle)
    await load.stop()
    for _, writer in idle:
        writer.close()
    figures = mesh.account(load)
    figures["idle_connections"], figures["kb_each"] = len(idle), each_kb
    figures["p99_ms_alone"], figures["p99_ms_beside"] = _p99(load.calls[:alone]), _p99(load.calls[between:])
    if figures["failed"]:
        figures["faults"].append(f"{figures['failed']} calls failed")
    if each_kb > MAX_KB_EACH:
        figures["faults"].append(f"{each_kb:.0f} KB a connection")
    return figures


def _p99(calls):
    times = sorted((call.ended_ns - call.sent_ns) / 1e6 for call in calls)
    return times[int(len(times) * 0.99)]
