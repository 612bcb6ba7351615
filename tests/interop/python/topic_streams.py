"""Subscribes by SubscribeTopicEventsAlpha1 with python3-grpcio. A line after each scenario says how it went; a failure is exit code 1.

usage: topic_streams.py SCENARIO[,SCENARIO...] GRPC_PORT [name=value ...]
Options: competes=false: each stream gets every event.
"""

import asyncio
import json
import os
import sys
import traceback
import uuid

import grpc

import protos

API = protos.Protos(protos.DAPR, "dapr/proto/runtime/v1/dapr.proto")
PACKAGE = "dapr.proto.runtime.v1"
BUS = "bus"

PublishEventRequest = API.message(f"{PACKAGE}.PublishEventRequest")
Request = API.message(f"{PACKAGE}.SubscribeTopicEventsRequestAlpha1")
SUCCESS, RETRY, DROP = range(3)


class TopicStream:
    def __init__(self, call):
        self.call = call

    async def ask(self, **initial):
        request = Request()
        request.initial_request.SetInParent()
        for name, value in initial.pop("metadata", {}).items():
            request.initial_request.metadata[name] = value
        for name, value in initial.items():
            setattr(request.initial_request, name, value)
        await self.call.write(request)

    async def read(self):
        """The next message; None at the end of the stream."""
        reply = await self.call.read()
        return None if reply is grpc.aio.EOF else reply

    async def event(self):
        reply = await self.read()
        assert reply is not None and reply.HasField("event_message"), f"no event, but {reply}: {await self.end() if reply is None else ''}"
        return reply.event_message

    async def answer(self, event_id, status=None):
        request = Request()
        request.event_processed.id = event_id
        if status is not None:
            request.event_processed.status.status = status
        await self.call.write(request)

    async def end(self):
        """How the stream ends."""
        try:
            while await self.read() is not None:
                pass
        except grpc.aio.AioRpcError:
            pass
        return await self.call.code(), await self.call.details()


class Api:
    def __init__(self, port, options):
        self.options = options
        self.channel = grpc.aio.insecure_channel(f"127.0.0.1:{port}", options=[("grpc.use_local_subchannel_pool", 1)])
        self.dapr = protos.Stub(self.channel, API, f"{PACKAGE}.Dapr")

    async def publish(self, topic, data, metadata=None):
        request = PublishEventRequest(pubsub_name=BUS, topic=topic, data=json.dumps(data).encode(), data_content_type="application/json")
        request.metadata.update(metadata or {})
        await self.dapr.PublishEvent(request)

    def stream(self):
        """A stream on which nothing has been asked yet."""
        return TopicStream(self.dapr.SubscribeTopicEventsAlpha1())

    async def subscribe(self, topic, **more):
        """A stream that is subscribed."""
        stream = self.stream()
        await stream.ask(pubsub_name=BUS, topic=topic, **more)
        reply = await stream.read()
        assert reply is not None and reply.HasField("initial_response"), reply
        return stream


async def ack(api, topic):
    stream = await api.subscribe(topic)
    await api.publish(topic, {"n": 0}, {"cloudevent.type": "mine"})
    event = await stream.event()
    seen = (event.type, event.spec_version, event.data_content_type, event.topic, event.pubsub_name, event.path, json.loads(event.data))
    assert seen == ("mine", "1.0", "application/json", topic, BUS, "/", {"n": 0}), seen
    assert event.extensions["pubsubname"] == BUS, event.extensions
    await stream.answer(event.id, SUCCESS)
    await api.publish(topic, {"n": 1})
    event = await stream.event()
    assert json.loads(event.data) == {"n": 1}, event
    await stream.answer(event.id)  # no status is a success too
    await api.publish(topic, {"n": 2})
    event = await stream.event()
    assert json.loads(event.data) == {"n": 2}, event


async def retry(api, topic):
    stream = await api.subscribe(topic)
    await api.publish(topic, {"n": 0})
    first = await stream.event()
    await stream.answer(first.id, RETRY)
    second = await stream.event()
    assert second.id == first.id, (first, second)
    await stream.answer(second.id, SUCCESS)


async def drop(api, topic):
    dead = await api.subscribe(f"{topic}-dead")
    stream = await api.subscribe(topic, dead_letter_topic=f"{topic}-dead")
    for status in (DROP, RETRY):
        await api.publish(topic, {"status": status})
        event = await stream.event()
        await stream.answer(event.id, status)
        letter = await dead.event()
        assert (letter.id, json.loads(letter.data)) == (event.id, {"status": status}), letter
        await dead.answer(letter.id, SUCCESS)


async def raw(api, topic):
    stream = await api.subscribe(topic, metadata={"rawPayload": "true"})
    await api.publish(topic, {"bare": 1}, {"rawPayload": "true"})
    event = await stream.event()
    assert (json.loads(event.data), event.data_content_type) == ({"bare": 1}, "application/octet-stream"), event


async def two_streams(api, topic):
    streams = [await api.subscribe(topic), await api.subscribe(topic)]
    came = [set(), set()]

    async def take(stream, numbers):
        while True:
            event = await stream.event()
            numbers.add(json.loads(event.data)["n"])
            await stream.answer(event.id, SUCCESS)

    reading = [asyncio.ensure_future(take(*pair)) for pair in zip(streams, came)]
    wanted = set(range(20))
    for n in wanted:
        await api.publish(topic, {"n": n})
    while not (all(numbers == wanted for numbers in came) if api.options.get("competes") == "false" else came[0] | came[1] == wanted):
        for task in reading:
            assert not task.done(), task
        await asyncio.sleep(0.01)
    for task in reading:
        task.cancel()


async def client_goes_away(api, topic):
    leaving = await api.subscribe(topic)
    await api.publish(topic, {"n": 0})
    event = await leaving.event()
    leaving.call.cancel()
    staying = await api.subscribe(topic)
    again = await staying.event()
    assert again.id == event.id, (event, again)
    await staying.answer(again.id, SUCCESS)


async def half_close(api, topic):
    stream = await api.subscribe(topic)
    await stream.call.done_writing()
    code, details = await stream.end()
    assert code == grpc.StatusCode.OK, (code, details)


async def _refused(api, ask, code, says):
    stream = api.stream()
    await ask(stream)
    end = await stream.end()
    assert end[0] == code and says in end[1], end
    return stream


async def unknown_component(api, _):
    stream = await _refused(
        api, lambda it: it.ask(pubsub_name="nobus", topic="orders"), grpc.StatusCode.INVALID_ARGUMENT, "pubsub nobus is not found")
    details = (await stream.call.trailing_metadata())["grpc-status-details-bin"]
    assert b"DAPR_PUBSUB_NOT_FOUND" in details and b"dapr.io" in details, details


async def forbidden_topic(api, _):
    says = "subscription to topic 'forbidden' on pubsub 'bus' is not allowed"
    await _refused(api, lambda it: it.ask(pubsub_name=BUS, topic="forbidden"), grpc.StatusCode.UNKNOWN, says)


async def initial_missing(api, _):
    await _refused(api, lambda it: it.answer("x", SUCCESS), grpc.StatusCode.UNKNOWN, "initial request is required")


async def names_missing(api, _):
    await _refused(api, lambda it: it.ask(topic="orders"), grpc.StatusCode.UNKNOWN, "pubsubName is required")
    await _refused(api, lambda it: it.ask(pubsub_name=BUS), grpc.StatusCode.UNKNOWN, "topic is required")


async def initial_twice(api, topic):
    stream = await api.subscribe(topic)
    await stream.ask(pubsub_name=BUS, topic=topic)
    assert await stream.end() == (grpc.StatusCode.UNKNOWN, "duplicate initial request received"), await stream.end()


async def passes(name, port, options):
    api = Api(port, options)
    try:
        await asyncio.wait_for(globals()[name.replace("-", "_")](api, f"python-{name}-{uuid.uuid4().hex[:8]}"), 25)
        print(f"PASSED {name}", flush=True)
        return True
    except (Exception, asyncio.CancelledError) as error:
        print(f"{traceback.format_exc()}FAILED {name}: {error!r}", flush=True)
        return False
    finally:
        await api.channel.close()


async def main(names, port, *rest):
    options = dict(pair.split("=", 1) for pair in rest)
    passed = await asyncio.gather(*(passes(name, port, options) for name in names.split(",")))
    sys.stdout.flush()
    os._exit(0 if all(passed) else 1)  # what a failed scenario left open does not keep the process


asyncio.run(main(*sys.argv[1:]))
