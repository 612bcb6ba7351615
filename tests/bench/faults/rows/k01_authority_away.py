"""The authority's key is away for most of the second half of a certificate's life, and back before its end."""

from certificates import LIFE_SECONDS, short_lived

TITLE = "the authority is away for the second half of a certificate's life: renewed in time"
AWAY = (0.35, 0.8)  # of a life


async def run(mesh):
    flags = short_lived(mesh)
    mesh.orders(2, flags=flags)
    client = mesh.client(flags=flags)
    load, key = mesh.load(client, rate=mesh.options.rate // 5), mesh.folder / "home" / "ca" / "ca.key"
    await load.progress(LIFE_SECONDS * AWAY[0])
    key.rename(key.with_name("away.key"))
    await load.progress(LIFE_SECONDS * (AWAY[1] - AWAY[0]))
    away = key.with_name("away.key")
    made_new = key.exists()
    if not made_new:
        away.rename(key)
    alarm = any("certificate" in line.lower() for line in client.process.output(50).splitlines())
    # New connections are made with whatever certificate there is, well after the end of the first.
    await load.progress(LIFE_SECONDS * 0.6)
    late = mesh.sidecar("late", mesh.app("late").start(), flags=flags)
    await late.restart()
    found = mesh.load(client, rate=50, app_id="late")
    await found.progress(3)
    await found.stop()
    await load.stop()
    load.calls += found.calls
    figures = mesh.account(load)
    figures["alarm"], figures["margin_s"] = alarm, LIFE_SECONDS * (1 - AWAY[1])
    if figures["failed"]:
        figures["faults"].append(f"{figures['failed']} calls failed")
    if made_new:
        figures["faults"].append("a second authority was made while the first was away")
    if not alarm:
        figures["faults"].append("the log says nothing of it")
    return figures
