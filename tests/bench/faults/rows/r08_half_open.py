"""A host that vanishes without a word: packets are dropped, no connection is closed. Under load, and then after the connections were idle."""

import asyncio
import time
from pathlib import Path

from kit.processes import READY_SECONDS, Failed
from network import Host

TITLE = "half-open connections: noticed within 8 s, then calls go elsewhere"
NOTICE_SECONDS = 8
SLACK_SECONDS = 1.5  # a busy machine


async def run(mesh):
    with Host() as host:
        near_env = {"DAPR_HOST_IP": host.near}
        near = mesh.sidecar("orders", mesh.app().start(), env=near_env).start()
        far_app = mesh.app("far", prefix=host.prefix).start()
        far = mesh.sidecar("orders", far_app, env={"DAPR_HOST_IP": host.far}, prefix=host.prefix).launch()
        client = mesh.client(env=near_env)
        await _until(lambda: "dapr initialized" in far.process.output(100), "the far sidecar is ready")
        figures = {}
        for name, idle in (("under load", 0), ("idle", 20)):
            load = mesh.load(client, rate=mesh.options.rate // 2)
            await _until(lambda: far_app.journal.exists() and far_app.journal.stat().st_size, "the far instance is called")
            await asyncio.sleep(1)
            if idle:
                await load.stop()
                await asyncio.sleep(idle * mesh.options.scale)
            host.silence()
            load = mesh.load(client, rate=mesh.options.rate // 2) if idle else load
            silent = time.monotonic_ns()
            await asyncio.sleep(15)
            host.speak()
            await asyncio.sleep(3)
            await load.stop()
            slow = [call for call in load.calls if call.sent_ns > silent - 10**9 and call.ended_ns - call.sent_ns > 10**9]
            part = mesh.account(load)
            part["detection_s"] = max(((call.ended_ns - call.sent_ns) / 1e9 for call in slow), default=0.0)
            part["last_slow_after_s"] = max(((call.ended_ns - silent) / 1e9 for call in slow), default=0.0)
            figures = _add(figures, part, name)
            Path(far_app.journal).write_text("")
        del near
        return figures


def _add(figures, part, name):
    faults = part.pop("faults")
    if part["detection_s"] > NOTICE_SECONDS + SLACK_SECONDS:
        faults.append(f"a call took {part['detection_s']:.1f} s")
    if gets := sum(count for kind, count in part["failed_by_class"].items() if kind.startswith("GET")):
        faults.append(f"{gets} GETs failed")
    figures.setdefault("faults", []).extend(f"{name}: {fault}" for fault in faults)
    figures.setdefault("failed_by_class", {}).update({f"({name}) {kind}": count for kind, count in part.pop("failed_by_class").items()})
    figures[name] = {key: round(value, 2) if isinstance(value, float) else value for key, value in part.items()}
    return figures


async def _until(condition, what):
    give_up = time.monotonic() + READY_SECONDS
    while not condition():
        if time.monotonic() > give_up:
            raise Failed(f"not within {READY_SECONDS} s: {what}")
        await asyncio.sleep(0.05)
