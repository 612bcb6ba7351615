import asyncio
import time

import grpc
from grpc import StatusCode

from mesh import Request


async def _code(call):
    try:
        await call
    except (grpc.aio.AioRpcError, asyncio.CancelledError):
        pass
    return await call.code()


async def cancel_before_answer(mesh):
    name = mesh.call_name()
    call = mesh.echo.Unary(Request(sleep_ms=20_000), metadata=mesh.metadata(("x-call", name)))
    await mesh.until(name, lambda seen: seen.requests == 1, "the request")
    call.cancel()
    assert await _code(call) == StatusCode.CANCELLED
    seen = await mesh.until(name, lambda seen: seen.cancelled, "the cancellation")
    assert seen.answers == 0


async def cancel_after_answer(mesh):
    name = mesh.call_name()
    call = mesh.echo.Stream(Request(answers=1000, answer_bytes=100, sleep_ms=50), metadata=mesh.metadata(("x-call", name)))
    assert len((await call.read()).payload) == 100
    call.cancel()
    assert await call.code() == StatusCode.CANCELLED
    seen = await mesh.until(name, lambda seen: seen.cancelled, "the cancellation")
    assert seen.answers < 100


async def cancel_upload(mesh):
    """The client goes away in the middle of its own stream."""
    name = mesh.call_name()
    call = mesh.echo.Collect(metadata=mesh.metadata(("x-call", name)))
    await call.write(Request(sleep_ms=20_000))
    await mesh.until(name, lambda seen: seen.requests == 1, "the request")
    call.cancel()
    assert await _code(call) == StatusCode.CANCELLED
    seen = await mesh.until(name, lambda seen: seen.cancelled, "the cancellation")
    assert seen.answers == 0


async def deadline(mesh):
    name = mesh.call_name()
    begun = time.monotonic()
    outcome = await mesh.unary(Request(sleep_ms=20_000), mesh.metadata(("x-call", name)), timeout=0.8)
    took = time.monotonic() - begun
    assert outcome.code == StatusCode.DEADLINE_EXCEEDED, outcome
    assert 0.75 <= took < 3, f"took {took} s"
    seen = await mesh.until(name, lambda seen: seen.cancelled, "the cancellation")
    assert 100 < seen.deadline_ms <= 810, f"the app was given {seen.deadline_ms} ms"


async def deadline_far(mesh):
    name = mesh.call_name()
    outcome = await mesh.unary(metadata=mesh.metadata(("x-call", name)), timeout=3600)
    assert outcome.code == StatusCode.OK, outcome
    left = (await mesh.observed(name)).deadline_ms
    # grpcio sends a far deadline in coarse units, rounded up.
    assert 3_590_000 < left <= 3_700_000, f"the app was given {left} ms"


async def deadline_none(mesh):
    name = mesh.call_name()
    assert (await mesh.unary(metadata=mesh.metadata(("x-call", name)))).code == StatusCode.OK
    assert (await mesh.observed(name)).deadline_ms == 0
