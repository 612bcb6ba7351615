"""The registry cannot be opened for a while: what is known stays in use, and it heals by itself."""

import asyncio
import shutil

TITLE = "the registry is away: known endpoints go on working"
AWAY_SECONDS = 600


async def run(mesh):
    mesh.orders(2)
    client = mesh.client()
    load = mesh.load(client, rate=mesh.options.rate // 5)
    await load.progress(2)
    registry = mesh.folder / "home" / "names.db"
    for file in registry.parent.glob("names.db*"):
        file.unlink()
    registry.mkdir()  # neither a file that can be opened nor a place for a new one
    (registry / "in-the-way").touch()
    await load.progress(AWAY_SECONDS * mesh.options.scale / 10)
    said = "names.db" in client.process.output(200)
    shutil.rmtree(registry)
    late = mesh.sidecar("late", mesh.app("late").start())
    await asyncio.to_thread(late.start)
    await load.progress(6)
    await load.stop()
    found = mesh.load(client, rate=50, app_id="late")
    await found.progress(2)
    await found.stop()
    load.calls += found.calls
    figures = mesh.account(load)
    figures["alarm"] = said
    if figures["failed"]:
        figures["faults"].append(f"{figures['failed']} calls failed")
    if not said:
        figures["faults"].append("the log says nothing of it")
    return figures
