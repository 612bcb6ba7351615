"""The root changes every minute: the next one is trusted, signs, and the old one is dropped, while calls go on. Nobody restarts anything."""

import asyncio

from certificates import roots_of, short_lived, shown_by

TITLE = "roots rotate under load: no call fails, no process restarts, nobody lifts a hand"
ROOT_SECONDS = 120  # the shortest that mtls.local gives. Its second half has the three steps, 20 s apart
SECONDS = 260  # the first root and three changes
STEPS = ("made the next root", "the new root", "is trusted no more")


async def run(mesh):
    flags = short_lived(mesh, "20s", caTTL=f"{ROOT_SECONDS}s", caRotateBefore=f"{ROOT_SECONDS // 2}s")
    sidecars, client = mesh.orders(2, flags=flags), mesh.client(flags=flags)
    everybody, late = [*sidecars, client], []
    load, signers, most = mesh.load(client, rate=mesh.options.rate // 5), [], 0
    leaves = {sidecar: set() for sidecar in everybody}
    for second in range(int(SECONDS * max(0.7, mesh.options.scale))):
        await load.progress(1)
        roots = roots_of(mesh)
        most = max(most, len(roots))
        if roots[0] not in signers:
            signers.append(roots[0])
        if second % 10 == 0:
            for sidecar in everybody:
                leaves[sidecar].add(await asyncio.to_thread(shown_by, sidecar))
        if second % 60 == 25:
            late.append(await _join(mesh, flags, second))
    await load.stop()
    load.calls += [call for _, calls in late for call in calls]
    figures = mesh.account(load)
    everybody += [sidecar for sidecar, _ in late]
    steps = [sum(step in line for sidecar in everybody for line in sidecar.process.output(5000).splitlines()) for step in STEPS]
    figures |= {"roots_that_signed": len(signers), "most_trusted_at_once": most, "steps_in_logs": steps,
                "leaves_seen": [len(shown) for shown in leaves.values()], "joined_meanwhile": len(late)}
    if figures["failed"]:
        figures["faults"].append(f"{figures['failed']} calls failed")
    if len(signers) < 3:
        figures["faults"].append(f"{len(signers)} roots signed; two changes were to be seen")
    if max(steps) > len(signers):
        figures["faults"].append("a step was taken twice")
    if most != 2:
        figures["faults"].append(f"{most} roots were trusted at once")
    return figures


async def _join(mesh, flags, second):
    """A caller that joins in the middle of it all, and goes; with its calls."""
    late = mesh.sidecar(f"late{second}", flags=flags)
    await late.restart()
    load = mesh.load(late, rate=50)
    await load.progress(3)
    await load.stop()
    await late.terminate()
    return late, load.calls
