"""A callee's sidecar that gets no processor for five seconds."""

import asyncio
import signal

TITLE = "SIGSTOP of a callee sidecar for 5 s: its calls finish, nobody is cut off"
FROZEN_SECONDS = 5


async def run(mesh):
    sidecars, client = mesh.orders(3), mesh.client()
    load = mesh.load(client)
    for victim in sidecars[:max(1, mesh.options.rounds // 7)]:
        await load.progress(2)
        victim.signal(signal.SIGSTOP)
        await asyncio.sleep(FROZEN_SECONDS)
        victim.signal(signal.SIGCONT)
    await load.progress(3)
    await load.stop()
    figures = mesh.account(load)
    figures["restarts"] = sum(sidecar.lives - 1 for sidecar in sidecars)
    if figures["failed"]:
        figures["faults"].append(f"{figures['failed']} calls failed")
    return figures
