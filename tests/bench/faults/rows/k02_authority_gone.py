"""The authority's key is away past the end of every certificate."""

import time

from certificates import LIFE_SECONDS, short_lived

TITLE = "the authority is away past expiry: a clear error, and recovery within 5 s of its return"


async def run(mesh):
    flags = short_lived(mesh)
    mesh.orders(1, flags=flags)
    client = mesh.client(flags=flags)
    key = mesh.folder / "home" / "ca" / "ca.key"
    key.rename(key.with_name("away.key"))
    load = mesh.load(client, rate=50)
    await load.progress(LIFE_SECONDS + 10)
    made_new = key.exists()
    if not made_new:
        key.with_name("away.key").rename(key)
    back = time.monotonic_ns()
    await load.progress(20)
    await load.stop()
    figures = mesh.account(load)
    late = [call.ended_ns for call in load.calls if call.outcome != "ok" and call.sent_ns > back]
    figures["recovery_after_return_s"] = (max(late, default=back) - back) / 1e9
    figures["open_connections_outlived_expiry"] = not figures["failed"]
    if not figures["failed"]:
        figures["faults"].append("connections outlive the certificates that they were opened with")
    if made_new:
        figures["faults"].append("a second authority was made while the first was away")
    if figures["recovery_after_return_s"] > 5:
        figures["faults"].append(f"calls failed for {figures['recovery_after_return_s']:.1f} s after the return")
    return figures
