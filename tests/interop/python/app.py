"""The echo app, with Debian's python3-grpcio. usage: app.py PORT"""

import asyncio
import os
import signal
import sys

import grpc

import protos

ECHO = protos.Protos(protos.ECHO, "echo.proto")
Reply = ECHO.message("meshruntime.interop.EchoReply")
Observation = ECHO.message("meshruntime.interop.Observation")
SERVICE = "meshruntime.interop.Echo"
CODES = {code.value[0]: code for code in grpc.StatusCode}

observations = {}


class Call:
    """One call: what the app saw of it, and how it answers."""

    def __init__(self, context):
        self.context = context
        self.seen = Observation(known=True)
        self.trailers = []
        headers = []
        for key, value in context.invocation_metadata():
            raw = value if isinstance(value, bytes) else value.encode()
            self.seen.metadata.add(key=key, value=raw)
            if key.startswith("x-echo-"):
                headers.append((key, value))
            elif key.startswith("x-trail-"):
                self.trailers.append((key, value))
            elif key == "x-call":
                observations[value] = self.seen
        left = context.time_remaining()
        if left is not None and left < 1e6:
            self.seen.deadline_ms = max(1, int(left * 1000))
        self.headers = tuple(headers)

    async def answer(self, request, index=0):
        await asyncio.sleep(request.sleep_ms / 1000)
        self.seen.answers += 1
        payload = bytes(request.answer_bytes) if request.answer_bytes else request.payload
        return Reply(payload=payload, index=index)

    async def obey(self, request):
        """What a request may ask for besides an answer."""
        self.seen.requests += 1
        if request.die:
            os.kill(os.getpid(), signal.SIGKILL)
        if request.gzip:
            self.context.set_compression(grpc.Compression.Gzip)
        await self.open()

    async def open(self):
        if self.headers is not None:
            await self.context.send_initial_metadata(self.headers)
            self.headers = None

    async def end(self, request=None):
        self.context.set_trailing_metadata(tuple(self.trailers))
        if request is not None and request.HasField("fail"):
            details = request.fail.details
            if details:
                self.trailers.append(("grpc-status-details-bin", details))
            self.seen.finished = True
            await self.context.abort(CODES[request.fail.code], request.fail.message, tuple(self.trailers))
        self.seen.finished = True


async def unary(request, call):
    await call.obey(request)
    if request.HasField("fail"):
        await asyncio.sleep(request.sleep_ms / 1000)
        await call.end(request)
    reply = await call.answer(request)
    await call.end()
    return reply


async def collect(requests, call):
    await call.open()
    count, last = 0, None
    payloads = []
    async for request in requests:
        await call.obey(request)
        count, last = count + 1, request
        await asyncio.sleep(request.sleep_ms / 1000)
        payloads.append(request.payload)
    if last is not None and last.HasField("fail"):
        await call.end(last)
    call.seen.answers = 1
    await call.end()
    return Reply(payload=b"".join(payloads), index=count)


async def stream(request, call):
    await call.obey(request)
    for index in range(request.answers):
        yield await call.answer(request, index)
    await call.end(request)


async def chat(requests, call):
    await call.open()
    index = 0
    async for request in requests:
        await call.obey(request)
        if request.HasField("fail"):
            await call.end(request)
        yield await call.answer(request, index)
        index += 1
    await call.end()


async def observe(request, _):
    return observations.get(request.call, Observation())


def watched(handler, streams_out):
    """Notes a cancellation, which grpcio throws into the handler."""

    async def one(request, context):
        call = Call(context)
        try:
            return await handler(request, call)
        except asyncio.CancelledError:
            call.seen.cancelled = True
            raise

    async def many(request, context):
        call = Call(context)
        try:
            async for reply in handler(request, call):
                yield reply
        except (asyncio.CancelledError, GeneratorExit):
            call.seen.cancelled = True
            raise

    return many if streams_out else one


def handlers():
    implemented = {"Unary": unary, "Collect": collect, "Stream": stream, "Chat": chat, "Observe": observe}
    for name, request, reply, streams_in, streams_out in ECHO.methods(SERVICE):
        if name in implemented:
            kind = ("stream" if streams_in else "unary") + "_" + ("stream" if streams_out else "unary")
            make = getattr(grpc, f"{kind}_rpc_method_handler")
            yield name, make(watched(implemented[name], streams_out), request.FromString, reply.SerializeToString)


async def main(port):
    server = grpc.aio.server(
        options=[
            ("grpc.max_receive_message_length", -1),
            ("grpc.max_send_message_length", -1),
            ("grpc.so_reuseport", 0),
        ]
    )
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, dict(handlers())),))
    if server.add_insecure_port(f"127.0.0.1:{port}") == 0:
        sys.exit(f"port {port} is taken")
    await server.start()
    print("ready", flush=True)
    await server.wait_for_termination()


asyncio.run(main(int(sys.argv[1])))
