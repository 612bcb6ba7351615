import asyncio

import grpc
from grpc import StatusCode

from mesh import Request, values


def words(count):
    return [f"word {i} ".encode() for i in range(count)]


async def client_stream(mesh):
    payloads = words(500)
    call = mesh.echo.Collect((Request(payload=payload) for payload in payloads), metadata=mesh.metadata())
    reply = await call
    assert reply.index == 500
    assert reply.payload == b"".join(payloads)


async def server_stream(mesh):
    call = mesh.echo.Stream(Request(answers=500, answer_bytes=3000), metadata=mesh.metadata())
    replies = [reply async for reply in call]
    assert [reply.index for reply in replies] == list(range(500))
    assert all(len(reply.payload) == 3000 for reply in replies)
    assert await call.code() == StatusCode.OK


async def bidi_ping_pong(mesh):
    """Each answer comes before the next request goes out: nothing on the way may wait for more."""
    call = mesh.echo.Chat(metadata=mesh.metadata())
    for i, payload in enumerate(words(50)):
        await call.write(Request(payload=payload))
        reply = await call.read()
        assert (reply.index, reply.payload) == (i, payload)
    await call.done_writing()
    assert await call.read() is grpc.aio.EOF
    assert await call.code() == StatusCode.OK


async def bidi_late_start(mesh):
    """The call reaches the app, and the app's headers come back, before the first message of either side."""
    name = mesh.call_name()
    call = mesh.echo.Chat(metadata=mesh.metadata(("x-call", name), ("x-echo-early", "yes")))
    await mesh.until(name, lambda seen: seen.known, "the call")
    headers = await asyncio.wait_for(call.initial_metadata(), 5)
    assert values(headers, "x-echo-early") == ["yes"], headers
    await call.write(Request(payload=b"at last"))
    assert (await call.read()).payload == b"at last"
    await call.done_writing()
    assert await call.read() is grpc.aio.EOF
    assert await call.code() == StatusCode.OK


async def bidi_half_close(mesh):
    """The client is done while the app still answers."""
    requests = [Request(answer_bytes=100, sleep_ms=20)] * 20
    call = mesh.echo.Chat(iter(requests), metadata=mesh.metadata())
    replies = [reply async for reply in call]
    assert len(replies) == 20
    assert await call.code() == StatusCode.OK


async def stream_empty(mesh):
    """A half-close without any message."""
    call = mesh.echo.Chat(iter(()), metadata=mesh.metadata())
    assert [reply async for reply in call] == []
    assert await call.code() == StatusCode.OK
