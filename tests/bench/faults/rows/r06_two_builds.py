"""Sidecars of two builds call each other, and instances of the old one are replaced by the new one under load."""

import asyncio

TITLE = "old and new build side by side, upgraded in place under load"


async def run(mesh):
    other = mesh.options.other_meshd
    if not other:
        return {"skipped": "needs --other-meshd: a meshd of another build", "faults": []}
    sidecars = mesh.orders(3, meshd=other)
    clients = [mesh.client(), mesh.sidecar("client", meshd=other).start()]
    load = mesh.load(*clients)
    for program in (mesh.meshd, other) * max(1, mesh.options.rounds // 10):
        for leaving in sidecars:
            await load.progress(0.5)
            await leaving.terminate()
            leaving.program = program
            await leaving.restart()
    await load.progress(1)
    await asyncio.sleep(0)
    await load.stop()
    figures = mesh.account(load)
    if figures["failed"]:
        figures["faults"].append(f"{figures['failed']} calls failed")
    return figures
