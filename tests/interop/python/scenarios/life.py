import asyncio
import time

import grpc
from grpc import StatusCode

from mesh import Request


async def idle(mesh):
    """No message and no ping of ours for a while, then the same stream goes on."""
    call = mesh.echo.Chat(metadata=mesh.metadata())
    await call.write(Request(payload=b"before"))
    assert (await call.read()).payload == b"before"
    await asyncio.sleep(float(mesh.options["seconds"]))
    await call.write(Request(payload=b"after"))
    assert (await call.read()).payload == b"after"
    await call.done_writing()
    assert await call.read() is grpc.aio.EOF
    assert await call.code() == StatusCode.OK


async def app_death(mesh):
    """The app is killed in the middle of a stream, and started again by whoever runs this."""
    call = mesh.echo.Chat(metadata=mesh.metadata())
    await call.write(Request(payload=b"alive"))
    assert (await call.read()).payload == b"alive"
    begun = time.monotonic()
    await call.write(Request(die=True))
    code, details = await call.code(), await call.details()
    took = time.monotonic() - begun
    assert code == StatusCode.UNAVAILABLE, (code, details)
    assert took < 3, f"noticed after {took} s"

    end = time.monotonic() + 15
    while True:
        outcome = await mesh.unary()
        if outcome.code == StatusCode.OK:
            return
        assert outcome.code == StatusCode.UNAVAILABLE, outcome
        assert time.monotonic() < end, f"the app is back, but: {outcome}"
        await asyncio.sleep(0.1)
