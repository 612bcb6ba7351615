"""kill -9 of a callee's sidecar in the middle of calls; three instances."""

import random

TITLE = "kill -9 of a callee sidecar: GETs go elsewhere, no POST runs twice"
HANDLER_MS = 20
POSTS_PER_KILL = 40  # 500 a second for 20 ms in each of three instances, and what waits on a busy machine


async def run(mesh):
    chance = random.Random(mesh.options.seed)
    sidecars, clients = mesh.orders(3), [mesh.client(), mesh.client()]
    load = mesh.load(*clients, path=f"/call?ms={HANDLER_MS}")
    for _ in range(mesh.options.rounds):
        victim = chance.choice(sidecars)
        await load.progress(chance.uniform(0.3, 0.8))
        victim.kill()
        await victim.restart(chance.uniform(0, 0.5))
    await load.progress(1)
    await load.stop()
    figures = mesh.account(load)
    failed = [call for call in load.calls if call.outcome != "ok"]
    figures["failed_gets"] = sum(call.verb == "GET" for call in failed)
    figures["failed_posts_per_kill"] = (len(failed) - figures["failed_gets"]) / mesh.options.rounds
    if figures["failed_gets"]:
        figures["faults"].append(f"{figures['failed_gets']} GETs were not made again elsewhere")
    if figures["failed_posts_per_kill"] > POSTS_PER_KILL:
        figures["faults"].append("more POSTs failed than were under way")
    return figures
