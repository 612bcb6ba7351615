"""The only instance dies and comes back on another port."""

import random
import time

TITLE = "an instance returns on another port: found as soon as it is there"


async def run(mesh):
    chance = random.Random(mesh.options.seed)
    sidecars, client = mesh.orders(1), mesh.client()
    load, recoveries = mesh.load(client, rate=mesh.options.rate // 5), []
    for _ in range(max(1, mesh.options.rounds // 4)):
        await load.progress(chance.uniform(1, 2))
        sidecars[0].kill()
        await sidecars[0].new_ports().restart(chance.uniform(0, 1))
        back = time.monotonic_ns()
        await load.progress(5)
        late = [call.ended_ns for call in load.calls if call.outcome not in ("ok", "") and call.sent_ns > back]
        recoveries.append((max(late, default=back) - back) / 1e9)
    await load.stop()
    figures = mesh.account(load)
    figures["recovery_after_return_s"] = max(recoveries)
    if max(recoveries) > 2:
        figures["faults"].append(f"calls failed for {max(recoveries):.1f} s after the instance was back")
    return figures
