import os

import grpc
from grpc import StatusCode

from mesh import Request

MIB = 1024 * 1024


async def unary_empty(mesh):
    outcome = await mesh.unary()
    assert outcome.code == StatusCode.OK, outcome
    assert outcome.reply.ByteSize() == 0, outcome


async def unary_large(mesh):
    payload = os.urandom(6 * MIB)
    outcome = await mesh.unary(Request(payload=payload))
    assert outcome.code == StatusCode.OK, outcome.details
    assert outcome.reply.payload == payload


async def unary_gzip(mesh):
    payload = b"seven letters " * 100_000
    outcome = await mesh.unary(Request(payload=payload, gzip=True), compression=grpc.Compression.Gzip)
    assert outcome.code == StatusCode.OK, outcome.details
    assert outcome.reply.payload == payload


# The sidecars of the tests take 16 MiB.
async def too_large_request(mesh):
    call = mesh.call_name()
    outcome = await mesh.unary(Request(payload=bytes(17 * MIB)), mesh.metadata(("x-call", call)))
    assert outcome.code == StatusCode.RESOURCE_EXHAUSTED, outcome
    assert (await mesh.observed(call)).requests == 0


async def too_large_answer(mesh):
    outcome = await mesh.unary(Request(answer_bytes=17 * MIB))
    assert outcome.code == StatusCode.RESOURCE_EXHAUSTED, (outcome.code, outcome.details)
