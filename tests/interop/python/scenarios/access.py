from mesh import ObserveRequest, Request


async def call(mesh):
    """One small call.

    Options: method=Unary|Stream; code=NAME[,NAME]: how it ends; says=…: what the message holds; token=…: sent as dapr-api-token;
    app-token=…: what the app has to see as the only dapr-api-token.
    """
    token = mesh.options.get("token")
    own = (("dapr-api-token", token),) if token else ()
    name = mesh.call_name()
    made = getattr(mesh.echo, mesh.options.get("method", "Unary"))(
        Request(payload=b"x", answers=1), metadata=mesh.metadata(("x-call", name), *own)
    )
    code, details = (await made.code()).name, await made.details() or ""
    assert code in mesh.options.get("code", "OK").split(","), f"{code}: {details}"
    assert mesh.options.get("says", "") in details, details
    if "app-token" in mesh.options:
        seen = (await mesh.unary(ObserveRequest(call=name), mesh.metadata(*own), mesh.echo.Observe)).reply
        tokens = [entry.value.decode() for entry in seen.metadata if entry.key == "dapr-api-token"]
        assert tokens == [mesh.options["app-token"]], tokens
