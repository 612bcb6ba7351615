"""A callee's sidecar has 128 MiB, and gets four times the load that its app can take, with bodies that are kept in memory while they wait."""

import asyncio
import os
import time
from pathlib import Path

TITLE = "128 MiB and four times the load: sheds with 503, is not killed"
GROUP = Path("/sys/fs/cgroup/memory") / f"mesh-faults-{os.getpid()}"
LIMIT_BYTES = 128 << 20
FLAGS = ["--app-max-concurrency", "4"]
HANDLER_MS = 20  # 200 a second with four at a time


async def run(mesh):
    if not GROUP.parent.exists():
        return {"skipped": "needs a memory controller of cgroup v1", "faults": []}
    GROUP.mkdir()
    orders, client = mesh.orders(1, flags=FLAGS)[0], mesh.client()
    (GROUP / "memory.limit_in_bytes").write_text(str(LIMIT_BYTES))
    (GROUP / "cgroup.procs").write_text(str(orders.process.pid))
    load = mesh.load(client, rate=800, path=f"/call?ms={HANDLER_MS}")
    await load.progress(30 * mesh.options.scale)
    alive, end = orders.process.popen.poll() is None, time.monotonic_ns()
    await load.stop()
    figures = mesh.account(load)
    figures["alive"], figures["peak_mb"] = alive, int((GROUP / "memory.max_usage_in_bytes").read_text()) / (1 << 20)
    figures["shed"] = sum(call.outcome.startswith(("503", "429")) for call in load.calls)
    figures["drained_s"] = (max(call.ended_ns for call in load.calls) - end) / 1e9
    if not alive:
        figures["faults"].append("the sidecar was killed")
    if not figures["shed"]:
        figures["faults"].append("nothing was shed: what is more than the app can take only waits")
    await asyncio.sleep(0)
    return figures


def clean():
    if GROUP.exists():
        for pid in (GROUP / "cgroup.procs").read_text().split():
            (GROUP.parent / "cgroup.procs").write_text(pid)
        GROUP.rmdir()
