"""P10: a topic with a long queue and a handler that takes a second. Memory stays as it is, and the other topic does not notice."""

import asyncio
import json
import sys
import time
from pathlib import Path

from account import Journal
from app import BUS, SLOW_TOPIC, TOPIC
from kit.processes import READY_SECONDS, Failed
from kit.report import percentile
from publisher import Publisher
from scene import Scene

HERE = Path(__file__).parent
SLOW_MS = 1000
RATE, WINDOW = 100, 200  # of the other topic: messages a second, messages a window
BULK_EVENTS, BULK_IN_FLIGHT = 200, 4
MAX_GROWTH_MB = 96  # a million messages would be 300
MAX_P99_MS = 400  # below the slow handler's second, above the noise of a busy machine


async def try_fault(bed, broker, meshd, messages):
    scene = Scene(bed, broker, meshd, _app, replicas=1)
    sidecars = {"publisher": scene.publishers[0], "subscriber": scene.subscribers[0]}
    slow = Journal(Path(f"{scene.journals[0]}.slow"))
    try:
        _until_subscribed(scene)
        before = await _other_topic(scene, 1)
        start_mb = {name: member.process.rss_kb() / 1024 for name, member in sidecars.items()}
        for member in sidecars.values():
            member.process.forget_peak_rss()
        start = time.monotonic()
        accepted = await _fill(scene.publishers[0].port, messages)
        filling = time.monotonic() - start
        during = await _other_topic(scene, 1 + WINDOW)
        peak_mb = {name: member.process.rss_kb("VmHWM") / 1024 for name, member in sidecars.items()}
        slow.read()
        figures = {"queued": accepted, "filling_s": filling, "slow_handled": len(slow.numbers),
                   "other_p50_before_ms": percentile(before, 50), "other_p99_before_ms": percentile(before, 99),
                   "other_p50_ms": percentile(during, 50), "other_p99_ms": percentile(during, 99), "other_handled": len(during)}
        for name in sidecars:
            figures[f"{name}_mb"], figures[f"{name}_peak_mb"] = start_mb[name], peak_mb[name]
        figures["faults"] = list(_faults(figures, messages, sidecars))
        return figures
    finally:
        scene.end()


def line(f):
    return (f"{f['queued']} queued in {f['filling_s']:.0f} s, {f['slow_handled']} of them handled; RSS publisher {f['publisher_mb']:.0f} → {f['publisher_peak_mb']:.0f} MiB, "
            f"subscriber {f['subscriber_mb']:.0f} → {f['subscriber_peak_mb']:.0f} MiB at most; other topic p50 {f['other_p50_before_ms']:.1f} → {f['other_p50_ms']:.1f} ms, "
            f"p99 {f['other_p99_before_ms']:.1f} → {f['other_p99_ms']:.1f} ms, {f['other_handled']} of {WINDOW} handled")


def _faults(figures, messages, sidecars):
    if figures["queued"] != messages:
        yield f"only {figures['queued']} of {messages} messages were accepted"
    if figures["other_handled"] != WINDOW:
        yield f"{WINDOW - figures['other_handled']} messages of the other topic were not handled"
    if figures["other_p99_ms"] > MAX_P99_MS:
        yield f"the other topic waits for the slow one: p99 {figures['other_p99_ms']:.0f} ms"
    for name in sidecars:
        if (growth := figures[f"{name}_peak_mb"] - figures[f"{name}_mb"]) > MAX_GROWTH_MB:
            yield f"the {name} grew by {growth:.0f} MiB"


def _app(folder, port, journal):
    return [sys.executable, HERE / "app.py", port, journal, 0, SLOW_MS]


def _until_subscribed(scene):
    give_up = time.monotonic() + READY_SECONDS
    while not all(f"Subscribed to topic {topic}" in scene.subscribers[0].process.log.read_text() for topic in (TOPIC, SLOW_TOPIC)):
        if time.monotonic() > give_up:
            raise Failed(f"not subscribed after {READY_SECONDS} s\n{scene.logs()}")
        time.sleep(0.02)


async def _other_topic(scene, first):
    """Milliseconds from publish to journal, of those that were handled."""
    publisher, journal = Publisher([scene.publishers[0].port], RATE), Journal(scene.journals[0])
    publisher.may_send(None)
    await publisher.publish(WINDOW, first)
    give_up = time.monotonic() + READY_SECONDS
    while True:
        journal.read()
        handled = {number: at for number, at in zip(journal.numbers, journal.times) if number in publisher.sent}
        if len(handled) == WINDOW or time.monotonic() > give_up:
            return [(at - publisher.sent[number]) / 1e6 for number, at in handled.items()]
        await asyncio.sleep(0.02)


async def _fill(port, messages):
    """Queues so many for the slow handler; returns how many were accepted."""
    sizes = [min(BULK_EVENTS, messages - first) for first in range(0, messages, BULK_EVENTS)]
    return sum(await asyncio.gather(*(_fill_some(port, sizes[i::BULK_IN_FLIGHT]) for i in range(BULK_IN_FLIGHT))))


async def _fill_some(port, sizes):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    accepted = 0
    for size in sizes:
        body = json.dumps([{"entryId": str(i), "event": {"n": i}, "contentType": "application/json"} for i in range(size)]).encode()
        writer.write(b"POST /v1.0/publish/bulk/%s/%s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                     % (BUS.encode(), SLOW_TOPIC.encode(), len(body), body))
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
        await reader.readexactly(length)
        accepted += size if int(head.split()[1]) == 204 else 0
    writer.close()
    return accepted
