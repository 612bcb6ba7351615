"""An app that takes long to start: its sidecar serves what goes out at once, and what comes in when the app listens."""

import asyncio
import time

from load import Load

TITLE = "an app that starts slowly: outbound at once, inbound when it listens, no deadlock"
SLOW_SECONDS = 30


async def run(mesh):
    mesh.orders(1)
    slow = mesh.app("slow")
    sidecar, client = mesh.sidecar("slow", slow).launch(), mesh.client()
    begin = time.monotonic()
    await asyncio.to_thread(sidecar.wait, "/v1.0/healthz/outbound")
    outbound_s = time.monotonic() - begin
    # As the app calls during its own start; and as another calls it.
    out, early = mesh.load(sidecar, rate=100), mesh.load(client, rate=20, app_id="slow")
    await asyncio.sleep(SLOW_SECONDS * mesh.options.scale)
    await early.stop()
    begin = time.monotonic()
    slow.start()
    await asyncio.to_thread(sidecar.wait)
    ready_s = time.monotonic() - begin
    late = mesh.load(client, rate=100, app_id="slow")
    await asyncio.sleep(2)
    await late.stop()
    await out.stop()
    figures = mesh.account(merged(out, late))
    figures["outbound_ready_s"], figures["ready_after_app_s"] = outbound_s, ready_s
    figures["early_slowest_ms"] = max((call.ended_ns - call.sent_ns) / 1e6 for call in early.calls)
    figures["early_outcomes"] = sorted({call.outcome[:90] for call in early.calls})
    if figures["failed"]:
        figures["faults"].append(f"{figures['failed']} calls failed")
    if any(call.outcome == "ok" for call in early.calls):
        figures["faults"].append("a call was answered before the app was up")
    if outbound_s > 5 or ready_s > 5:
        figures["faults"].append("the sidecar took more than five seconds")
    return figures


def merged(*loads):
    """One account for several loads."""
    whole = object.__new__(Load)
    whole.calls = [call for load in loads for call in load.calls]
    return whole
