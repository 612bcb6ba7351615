"""As many sidecars as the machine carries start at the same moment, in an empty data folder."""

import asyncio
import time

TITLE = "many sidecars start at once: authority and registry answer all of them"
SIDECARS = 200
LIMIT_SECONDS_EACH = 0.5  # of a processor: 200 starts share what the machine has


async def run(mesh):
    count = max(20, int(SIDECARS * mesh.options.scale))
    sidecars, begin = [mesh.sidecar(f"app-{i}", mesh.app(f"app-{i}").start() if i % 20 == 0 else None) for i in range(count)], time.monotonic()
    for sidecar in sidecars:
        sidecar.launch()
    waiting, ready = set(sidecars), []
    while waiting and time.monotonic() - begin < 300:
        for sidecar in list(waiting):
            if "dapr initialized" in sidecar.process.log.read_text():
                ready.append(time.monotonic() - begin)
                waiting.discard(sidecar)
        await asyncio.sleep(0.1)
    figures = {"sidecars": count, "ready": len(ready), "p50_s": ready[len(ready) // 2], "p99_s": ready[int(len(ready) * 0.99)], "faults": []}
    load = mesh.load(*sidecars[1:9], rate=200, app_id="app-0")
    await load.progress(3)
    await load.stop()
    figures |= {key: value for key, value in mesh.account(load).items() if key in ("sent", "ok", "failed", "failed_by_class")}
    if waiting:
        figures["faults"].append(f"{len(waiting)} sidecars are not ready after 300 s")
    if figures["p99_s"] > LIMIT_SECONDS_EACH * count:
        figures["faults"].append(f"a start took {figures['p99_s']:.0f} s")
    if figures["failed"]:
        figures["faults"].append(f"{figures['failed']} calls failed")
    return figures
