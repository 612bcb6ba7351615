"""A steady load with restarts, for as long as you have: memory and open files must not climb."""

import os
import time

TITLE = "soak: memory and files stay level"
SECONDS = 600
WARM_SHARE = 0.4  # the heap finds its size first
MAX_KB_PER_MINUTE = 300  # what a heap of this size wanders; a leak of 100 bytes a call shows as 6,000


async def run(mesh):
    seconds = SECONDS * mesh.options.scale
    sidecars, client = mesh.orders(3), mesh.client()
    load, samples, begin, turn = mesh.load(client, rate=mesh.options.rate // 2), [], time.monotonic(), 0
    while time.monotonic() - begin < seconds:
        await load.progress(5)
        if len(samples) % 6 == 5:
            leaving = sidecars[turn % 2]  # the third stays, and is watched
            turn += 1
            await leaving.terminate()
            await leaving.restart()
        samples.append((time.monotonic() - begin, client.process.rss_kb(), _files(client), sidecars[2].process.rss_kb(), _files(sidecars[2])))
    await load.stop()
    figures = mesh.account(load)
    level = [sample for sample in samples if sample[0] > seconds * WARM_SHARE]
    for name, column in (("caller", 1), ("callee", 3)):
        figures[f"{name}_rss_mb"] = level[-1][column] / 1024
        figures[f"{name}_kb_per_minute"] = _slope([(sample[0] / 60, sample[column]) for sample in level])
        figures[f"{name}_files"] = [sample[column + 1] for sample in level][:: max(1, len(level) // 8)]
    if figures["failed"]:
        figures["faults"].append(f"{figures['failed']} calls failed")
    figures["is_long_enough"] = seconds >= SECONDS  # before that the heap still finds its size
    for name in ("caller", "callee"):
        if figures["is_long_enough"] and figures[f"{name}_kb_per_minute"] > MAX_KB_PER_MINUTE:
            figures["faults"].append(f"the {name} grows by {figures[f'{name}_kb_per_minute']:.0f} KB a minute")
    return figures


def _files(sidecar):
    return len(os.listdir(f"/proc/{sidecar.process.pid}/fd"))


def _slope(points):
    mean_x, mean_y = (sum(axis) / len(points) for axis in zip(*points))
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points)
