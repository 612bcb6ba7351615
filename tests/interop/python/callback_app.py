"""A gRPC app that takes invocations by AppCallback.OnInvoke. usage: callback_app.py PORT"""

import asyncio
import json
import sys

import grpc

import protos

DAPR = protos.Protos(protos.DAPR, "dapr/proto/runtime/v1/appcallback.proto")
Response = DAPR.message("dapr.proto.common.v1.InvokeResponse")
SERVICE = "dapr.proto.runtime.v1.AppCallback"


async def on_invoke(request, context):
    """Answers JSON with what came; the method "fail" is an error of the app's own."""
    if request.method == "fail":
        await context.abort(grpc.StatusCode.ALREADY_EXISTS, "there is one: 100% é", (("x-trail", "kept"),))
    await context.send_initial_metadata((("x-from-app", "yes"),))
    seen = {
        "app": "python grpc",
        "method": request.method,
        "verb": request.http_extension.DESCRIPTOR.fields_by_name["verb"].enum_type.values_by_number[request.http_extension.verb].name,
        "query": request.http_extension.querystring,
        "contentType": request.content_type,
        "body": request.data.value.decode(),
        "metadata": {key: value for key, value in context.invocation_metadata() if isinstance(value, str)},
    }
    response = Response(content_type="application/json")
    response.data.value = json.dumps(seen, ensure_ascii=False).encode()
    return response


async def main(port):
    server = grpc.aio.server(options=[("grpc.so_reuseport", 0)])
    (request, reply) = next((i, o) for name, i, o, _, _ in DAPR.methods(SERVICE) if name == "OnInvoke")
    handler = grpc.unary_unary_rpc_method_handler(on_invoke, request.FromString, reply.SerializeToString)
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, {"OnInvoke": handler}),))
    if server.add_insecure_port(f"127.0.0.1:{port}") == 0:
        sys.exit(f"port {port} is taken")
    await server.start()
    print("ready", flush=True)
    await server.wait_for_termination()


asyncio.run(main(int(sys.argv[1])))
