#!/usr/bin/python3
"""
A gRPC client on Debian's python3-grpcio, a process of its own since the interpreter that runs the benchmark may not have that.

    client.py unary PORT PATH SIZE               one call; its status must be OK and its answer of that size
    client.py stream PORT PATH SIZE N SECONDS    N bidirectional streams over one connection, in each one message at a time out and back

Prints one line of JSON, or says on stderr what was wrong.
"""

import asyncio
import json
import sys
import time

import grpc

METADATA = (("dapr-app-id", "origin"),)
OPTIONS = (("grpc.enable_http_proxy", 0),)


async def unary(port, path, size):
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}", options=OPTIONS) as channel:
        answer = await channel.unary_unary(path)(bytes(size), metadata=METADATA, timeout=10)
    if len(answer) != size:
        raise ValueError(f"the answer has {len(answer)} bytes, not {size}")
    return {}


async def stream(port, path, size, streams, seconds):
    times, failures = [], []
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}", options=OPTIONS) as channel:
        open_stream = channel.stream_stream(path)
        began = time.monotonic()
        await asyncio.gather(*(_ping_pong(open_stream, bytes(size), began + seconds, times, failures) for _ in range(streams)))
        took = time.monotonic() - began
    return {"times_us": [round(each * 1e6) for each in times], "duration_us": took * 1e6, "failures": failures}


async def _ping_pong(open_stream, message, end, times, failures):
    call = open_stream(metadata=METADATA)
    try:
        while (began := time.monotonic()) < end:
            await call.write(message)
            if await call.read() != message:
                raise ValueError("a message came back changed, or the stream ended early")
            times.append(time.monotonic() - began)
        await call.done_writing()
        if await call.read() is not grpc.aio.EOF:
            raise ValueError("a message came that was not sent")
        if await call.code() is not grpc.StatusCode.OK:
            raise ValueError(f"the stream ended with {await call.code()}: {await call.details()}")
    except (grpc.RpcError, ValueError, asyncio.InvalidStateError) as failure:
        failures.append(repr(failure))


def main(kind, port, path, *numbers):
    work = {"unary": unary, "stream": stream}[kind]
    try:
        print(json.dumps(asyncio.run(work(int(port), path, *map(int, numbers)))))
    except (grpc.RpcError, ValueError) as failure:
        sys.exit(f"{kind} {path}: {failure!r}")


main(*sys.argv[1:])
