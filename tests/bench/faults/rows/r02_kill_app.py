"""kill -9 of a callee's app while its sidecar stays, with health probes; it is back after three seconds. Two instances."""

import time

TITLE = "kill -9 of a callee app: fast failures, out of rotation, back when it is well"
DOWN_SECONDS = 3
SLOWEST_MS = 2000
FLAGS = ["--enable-app-health-check", "--app-health-check-path", "/call", "--app-health-probe-interval", "1", "--app-health-threshold", "1"]


async def run(mesh):
    sidecars, client = mesh.orders(2, flags=FLAGS), mesh.client()
    load, ejected, returned = mesh.load(client), [], []
    for i in range(max(1, mesh.options.rounds // 5)):
        victim = sidecars[i % 2].app
        await load.progress(2)
        killed = time.monotonic_ns()
        victim.kill()
        await load.progress(DOWN_SECONDS)
        victim.start()
        back = time.monotonic_ns()
        await load.progress(3)
        errors = [call.ended_ns for call in load.calls if call.outcome not in ("ok", "") and call.sent_ns > killed]
        ejected.append((max((at for at in errors if at < back), default=killed) - killed) / 1e9)
        returned.append(_seconds_to_first(victim.journal, back))
    await load.stop()
    figures = mesh.account(load)
    figures["eject_s_max"], figures["return_s_max"] = max(ejected), max(returned)
    slowest = max((call.ended_ns - call.sent_ns) / 1e6 for call in load.calls)
    figures["slowest_ms"] = slowest
    if slowest > SLOWEST_MS:
        figures["faults"].append(f"a call took {slowest:.0f} ms")
    if max(ejected) > 2.5:
        figures["faults"].append(f"calls still went to a dead app {max(ejected):.1f} s after its death")
    if max(returned) > 3:
        figures["faults"].append("an app that was back got no call for three seconds")
    return figures


def _seconds_to_first(journal, since_ns):
    times = [int(line.split()[0]) for line in journal.read_text().splitlines() if len(line.split()) == 2]
    return (min((at for at in times if at > since_ns), default=since_ns + 10**11) - since_ns) / 1e9
