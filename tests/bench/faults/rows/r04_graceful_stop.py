"""SIGTERM to a callee's sidecar under load; of three instances, and of a single one whose successor is up."""

import random

TITLE = "SIGTERM to a callee sidecar: no call fails"
STOP_LIMIT_MS = 5500
HANDLER_MS = 20  # so that some twenty calls are under way at any time


async def run(mesh):
    chance, rounds = random.Random(mesh.options.seed), mesh.options.rounds
    sidecars, clients = mesh.orders(3), [mesh.client(), mesh.client()]
    load, drains, codes = mesh.load(*clients, path=f"/call?ms={HANDLER_MS}"), [], []
    for _ in range(rounds):
        leaving = chance.choice(sidecars)
        await load.progress(chance.uniform(0.2, 0.6))
        drain_ms, code = await leaving.terminate()
        drains.append(drain_ms)
        codes.append(code)
        await leaving.restart()
    for leaving in sidecars[1:]:  # a single one is left, to be replaced
        await leaving.terminate()
    only = sidecars[0]
    for _ in range(rounds):
        successor = mesh.sidecar("orders", only.app)
        await successor.restart()
        await load.progress(chance.uniform(0, 0.3))
        drain_ms, code = await only.terminate()
        drains.append(drain_ms)
        codes.append(code)
        only = successor
    await load.progress(1)
    await load.stop()
    figures = mesh.account(load)
    figures["drain_ms_median"], figures["drain_ms_max"] = sorted(drains)[len(drains) // 2], max(drains)
    if figures["failed"]:
        figures["faults"].append(f"{figures['failed']} calls failed")
    if any(codes):
        figures["faults"].append(f"exit codes {sorted(set(codes))}")
    if max(drains) > STOP_LIMIT_MS:
        figures["faults"].append(f"a stop took {max(drains):.0f} ms")
    return figures
