import grpc
from grpc import StatusCode

from mesh import Failure, Request, values

SPECIAL = 'line one\nline two\r\ttab; 100% %41 %zz; "quotes" \\ back; naïve façade — 漢字 🎉'
ALL_BYTES = bytes(range(256))


async def status_message(mesh):
    outcome = await mesh.unary(Request(fail=Failure(code=9, message=SPECIAL)))
    assert (outcome.code, outcome.details) == (StatusCode.FAILED_PRECONDITION, SPECIAL), outcome


async def status_codes(mesh):
    """Every code that an app can answer comes back as it is: none is taken for a failure of the mesh."""
    for code in StatusCode:
        number = code.value[0]
        if code is not StatusCode.OK:
            outcome = await mesh.unary(Request(fail=Failure(code=number, message=f"code {number}")))
            assert (outcome.code, outcome.details) == (code, f"code {number}"), outcome


async def status_details(mesh):
    outcome = await mesh.unary(
        Request(fail=Failure(code=3, message="look inside", details=ALL_BYTES)), mesh.metadata(("x-trail-beside", "kept"))
    )
    assert (outcome.code, outcome.details) == (StatusCode.INVALID_ARGUMENT, "look inside"), outcome
    assert values(outcome.trailers, "grpc-status-details-bin") == [ALL_BYTES], outcome.trailers
    assert values(outcome.trailers, "x-trail-beside") == ["kept"], outcome.trailers


async def status_after_answers(mesh):
    request = Request(answers=5, answer_bytes=10, fail=Failure(code=15, message=SPECIAL, details=ALL_BYTES))
    call = mesh.echo.Stream(request, metadata=mesh.metadata(("x-trail-beside", "kept")))
    count = 0
    try:
        async for _ in call:
            count += 1
    except grpc.aio.AioRpcError:
        pass
    trailers = await call.trailing_metadata()
    assert (count, await call.code(), await call.details()) == (5, StatusCode.DATA_LOSS, SPECIAL)
    assert values(trailers, "grpc-status-details-bin") == [ALL_BYTES], trailers
    assert values(trailers, "x-trail-beside") == ["kept"], trailers


async def status_during_upload(mesh):
    """The app answers an error while the client is still sending."""
    call = mesh.echo.Chat(metadata=mesh.metadata())
    await call.write(Request(payload=b"fine"))
    assert (await call.read()).payload == b"fine"
    await call.write(Request(fail=Failure(code=10, message="enough")))
    assert (await call.code(), await call.details()) == (StatusCode.ABORTED, "enough")


async def unimplemented_method(mesh):
    outcome = await mesh.unary(method=mesh.echo.Forgotten)
    assert outcome.code == StatusCode.UNIMPLEMENTED, outcome


async def unimplemented_service(mesh):
    outcome = await mesh.unary(method=mesh.client("meshruntime.interop.Nowhere").Unary)
    assert outcome.code == StatusCode.UNIMPLEMENTED, outcome
