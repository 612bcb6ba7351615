"""The way to the app: through the sidecar, with the app's name in the metadata, or straight to it when there is no name."""

import asyncio
import collections
import time
import uuid

import grpc

import protos

ECHO = protos.Protos(protos.ECHO, "echo.proto")
Request = ECHO.message("meshruntime.interop.EchoRequest")
Failure = ECHO.message("meshruntime.interop.Failure")
ObserveRequest = ECHO.message("meshruntime.interop.ObserveRequest")

Outcome = collections.namedtuple("Outcome", "code details reply headers trailers")


class Mesh:
    def __init__(self, target, app_id, options):
        self.target = target
        self.app_id = app_id
        self.options = options
        self.channels = []
        self.echo = self.client("meshruntime.interop.Echo")

    def client(self, service):
        channel = grpc.aio.insecure_channel(
            self.target,
            options=[
                ("grpc.max_receive_message_length", -1),
                ("grpc.max_send_message_length", -1),
                ("grpc.use_local_subchannel_pool", 1),
                ("grpc.enable_retries", 0),
                ("grpc.max_reconnect_backoff_ms", 500),
            ],
        )
        self.channels.append(channel)
        return protos.Stub(channel, ECHO, service)

    async def close(self):
        for channel in self.channels:
            await channel.close()

    def metadata(self, *pairs):
        """Metadata of a call to the app; keys may repeat."""
        return ((("dapr-app-id", self.app_id),) if self.app_id else ()) + pairs

    @staticmethod
    def call_name():
        """A name under which the app keeps what it sees of a call."""
        return str(uuid.uuid4())

    async def unary(self, request=None, metadata=None, method=None, **options):
        """The outcome of a unary call; errors of the call are part of it."""
        request = Request() if request is None else request
        metadata = self.metadata() if metadata is None else metadata
        call = (method or self.echo.Unary)(request, metadata=metadata, **options)
        try:
            reply = await call
        except grpc.aio.AioRpcError:
            reply = None
        return Outcome(await call.code(), await call.details(), reply, await call.initial_metadata(), await call.trailing_metadata())

    async def observed(self, call):
        outcome = await self.unary(ObserveRequest(call=call), method=self.echo.Observe)
        assert outcome.code == grpc.StatusCode.OK, outcome
        return outcome.reply

    async def until(self, call, expected, what, seconds=5):
        """Asks the app about a call until it has seen what is expected."""
        end = time.monotonic() + seconds
        while True:
            seen = await self.observed(call)
            if expected(seen):
                return seen
            assert time.monotonic() < end, f"the app did not see {what} in {seconds} s, but {seen}"
            await asyncio.sleep(0.02)


def values(metadata, key):
    return [value for name, value in metadata if name == key]
