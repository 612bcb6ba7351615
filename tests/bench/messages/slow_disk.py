"""P17: each fsync takes 200 ms more. Publishers wait, nothing overtakes, nothing is lost."""

import time
from pathlib import Path

from account import Journal, account
from kit.report import percentile
from publisher import Publisher
from run import drain, subscribed
from scene import Scene, journal_app

FSYNC_MS = 200
RATE = 250  # more than one fsync a message would let through
QUIET_SECONDS = 10

# The tracer (-D: not between us and the program) stops only the two calls (seccomp), so all else is as fast as ever.
SLOW = ["strace", "-D", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync",
        "-e", f"inject=fsync,fdatasync:delay_enter={FSYNC_MS * 1000}"]


async def try_fault(bed, broker, meshd, messages):
    scene = Scene(bed, broker, meshd, journal_app(0), replicas=1, settings=broker.ordered, wrap=SLOW)
    publisher, journals = Publisher([scene.publishers[0].port], RATE), [Journal(path) for path in scene.journals]
    publisher.may_send(None)
    try:
        await subscribed(publisher, journals, scene)
        start = time.monotonic()
        await publisher.publish(messages)
        publishing = time.monotonic() - start
        await drain(publisher, journals, QUIET_SECONDS)
        figures = account(publisher, journals, [], messages)
        waits = [(at - publisher.sent[number]) / 1e6 for number, at in publisher.acknowledged.items()]
        figures |= {"publishing_s": publishing, "publish_p50_ms": percentile(waits, 50), "publish_p99_ms": percentile(waits, 99),
                    "overtaken": _overtaken(publisher, journals[0].numbers)}
        if figures["overtaken"]:
            figures["faults"].append(f"{figures['overtaken']} messages were handled after one that was sent when they were acknowledged already")
        return figures
    finally:
        scene.end()


def line(f):
    return (f"{f['sent']} sent, {f['acknowledged']} acknowledged, {f['refused']} refused, {f['handled']} handled, {f['duplicates']} duplicated, {f['lost']} lost, "
            f"{f['overtaken']} overtaken; {f['acknowledged'] / f['publishing_s']:.0f} a second; publish p50 {f['publish_p50_ms']:.0f} ms, p99 {f['publish_p99_ms']:.0f} ms; "
            f"publish to handled p99 {f['p99_ms']:.0f} ms")


def _overtaken(publisher, numbers):
    """A message that was acknowledged before another was sent has its place before that one."""
    latest, count, seen = 0, 0, set()
    for number in numbers:
        if number in publisher.sent and number not in seen:
            seen.add(number)
            count += publisher.acknowledged.get(number, latest) < latest
            latest = max(latest, publisher.sent[number])
    return count
