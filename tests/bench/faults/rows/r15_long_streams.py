"""Streams that stay open, one of them silent, while other instances restart."""

import asyncio

from load import read_answer

TITLE = "long streams, busy and silent, while peers restart elsewhere: none is lost"
OPEN_SECONDS = 200  # 8 h in the contract; longer than every idle limit on the way (130 s in Kestrel, 180 s for pooled connections)


async def run(mesh):
    seconds = int(OPEN_SECONDS * mesh.options.scale)
    keeper, client = mesh.orders(1)[0], mesh.client()
    streams = [asyncio.create_task(_stream(client.port, seconds * 5, 200)) for _ in range(5)]
    streams += [asyncio.create_task(_stream(client.port, 2, seconds * 500)) for _ in range(5)]  # silent for half of the time
    await asyncio.sleep(1)
    others, load = mesh.orders(2), mesh.load(client, rate=mesh.options.rate // 5)
    for i in range(max(2, seconds // 15)):
        await load.progress(5)
        await others[i % 2].terminate()
        await others[i % 2].restart()
    await load.progress(1)
    outcomes = await asyncio.gather(*streams)
    await load.stop()
    figures = mesh.account(load)
    figures["streams"], figures["streams_lost"] = len(outcomes), len(outcomes) - outcomes.count("ok")
    if figures["failed"]:
        figures["faults"].append(f"{figures['failed']} calls failed")
    if figures["streams_lost"]:
        figures["faults"].append(f"streams: {sorted(set(outcomes))}")
    del keeper
    return figures


async def _stream(port, chunks, ms):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /v1.0/invoke/orders/method/stream?chunks={chunks}&ms={ms} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    try:
        _, body, _ = await read_answer(reader)
    except (ConnectionError, asyncio.IncompleteReadError, ValueError):
        return "cut"
    finally:
        writer.close()
    return "ok" if body.count(b"\n\n") == chunks else "incomplete"
