from grpc import StatusCode

from mesh import Request, values

ALL_BYTES = bytes(range(256))


def _comparable(key, found):
    """Node joins repeated ASCII values with a comma, which HTTP allows; binary ones stay apart."""
    return found if key.endswith("-bin") else ", ".join(value if isinstance(value, str) else value.decode() for value in found)


async def _there_and_back(mesh, *pairs):
    """Sends pairs to the app, which answers x-echo-* in its headers and x-trail-* in its trailers; all of it has to come through, in order."""
    name = mesh.call_name()
    outcome = await mesh.unary(metadata=mesh.metadata(("x-call", name), *pairs))
    assert outcome.code == StatusCode.OK, outcome
    observed = [(entry.key, entry.value) for entry in (await mesh.observed(name)).metadata]
    for key in {key for key, _ in pairs}:
        sent = _comparable(key, values(pairs, key))
        seen = _comparable(key, values(observed, key))
        back = _comparable(key, values(outcome.trailers if key.startswith("x-trail") else outcome.headers, key))
        assert seen == sent, f"the app saw {seen!r} of {key}, not {sent!r}"
        assert back == sent, f"{back!r} came back of {key}, not {sent!r}"


async def metadata_ascii(mesh):
    await _there_and_back(
        mesh,
        ("x-echo-plain", "value"),
        ("x-echo-odd_name.1", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ inner  spaces"),
        ("x-trail-plain", "value"),
        ("x-trail-odd", 'a=b; c="d, e"; %41 %'),
    )


async def metadata_binary(mesh):
    await _there_and_back(
        mesh,
        ("x-echo-all-bin", ALL_BYTES),
        ("x-echo-one-bin", b"\0"),
        ("x-echo-two-bin", b"\xff\xfe"),
        ("x-trail-all-bin", ALL_BYTES),
    )


async def metadata_large(mesh):
    """gRPC's core takes 8 KiB of metadata unless told otherwise."""
    await _there_and_back(mesh, ("x-echo-long", "l" * 3500), ("x-trail-long-bin", b"\7" * 2500))


async def metadata_repeated(mesh):
    await _there_and_back(
        mesh,
        ("x-echo-many", "first"),
        ("x-echo-many", "second"),
        ("x-echo-many", "first"),
        ("x-trail-many", "c"),
        ("x-trail-many", "b"),
        ("x-trail-many", "a"),
    )


async def metadata_repeated_binary(mesh):
    await _there_and_back(
        mesh,
        ("x-echo-many-bin", b"\1\2\3"),
        ("x-echo-many-bin", b"\xff"),
        ("x-trail-many-bin", b"\11"),
        ("x-trail-many-bin", ALL_BYTES),
    )


async def metadata_mesh(mesh):
    """What the mesh adds for the app, and what it must not pass on."""
    name = mesh.call_name()
    await mesh.unary(metadata=mesh.metadata(("x-call", name)))
    seen = {entry.key: entry.value.decode() for entry in (await mesh.observed(name)).metadata}
    assert seen.get("dapr-caller-app-id") == mesh.options["caller"], seen
    assert seen.get("dapr-callee-app-id") == mesh.app_id, seen
    assert "dapr-app-id" not in seen, seen


async def metadata_stream(mesh):
    call = mesh.echo.Stream(
        Request(answers=3, answer_bytes=1), metadata=mesh.metadata(("x-echo-a", "head"), ("x-trail-b-bin", ALL_BYTES))
    )
    assert len([reply async for reply in call]) == 3
    assert values(await call.initial_metadata(), "x-echo-a") == ["head"]
    assert values(await call.trailing_metadata(), "x-trail-b-bin") == [ALL_BYTES]
