import asyncio

import grpc
from grpc import StatusCode

from mesh import Request


async def streams_1000(mesh):
    """All are open at the same time: each has had an answer before any of them ends."""
    calls = [mesh.echo.Chat(metadata=mesh.metadata()) for _ in range(1000)]

    async def greet(i, call):
        await call.write(Request(payload=str(i).encode()))
        assert (await call.read()).payload == str(i).encode()

    async def part(call):
        await call.done_writing()
        assert await call.read() is grpc.aio.EOF
        assert await call.code() == StatusCode.OK

    await asyncio.gather(*(greet(i, call) for i, call in enumerate(calls)))
    await asyncio.gather(*(part(call) for call in calls))


async def back_pressure(mesh):
    """A stream of 192 MiB whose reader rests: the app has to stop sending. When the reader goes on, so does the app."""
    name = mesh.call_name()
    call = mesh.echo.Stream(Request(answers=3072, answer_bytes=65_536), metadata=mesh.metadata(("x-call", name)))
    assert (await call.read()).index == 0
    now = 0
    while True:
        before = now
        await asyncio.sleep(1)
        now = (await mesh.observed(name)).answers
        if now == before:
            break

    print(f"the app stopped after {now} answers of 64 KiB")
    assert now < 1024, f"the app could send {now} answers of 64 KiB that nobody read"
    for i in range(1, now + 200):
        assert (await call.read()).index == i
    call.cancel()
    await mesh.until(name, lambda seen: seen.cancelled, "the cancellation")
