"""Clocks that differ: the callee's by ten minutes, within the skew, and by a day. Addresses are written down: the registry of one host has one clock."""

from pathlib import Path

TITLE = "clocks that differ: ten minutes do no harm, a day is refused with a reason"
LIBRARIES = Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")
NAMES = """
apiVersion: dapr.io/v1alpha1
kind: Configuration
metadata:
  name: names
spec:
  nameResolution:
    component: structured
    version: v1
    configuration:
      addresses: "{addresses}"
"""
CLOCKS = {"ahead": "+10m", "behind": "-10m", "tomorrow": "+1d", "yesterday": "-1d"}


async def run(mesh):
    library = next(LIBRARIES, None)
    if library is None:
        return {"skipped": "needs Debian's package libfaketime", "faults": []}
    sidecars = {}
    for name, offset in CLOCKS.items():
        env = {"LD_PRELOAD": str(library), "FAKETIME": offset, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
        sidecars[name] = mesh.sidecar(name, mesh.app(name).start(), env=env)
    addresses = ", ".join(f"{name} = 127.0.0.1:{sidecar.peer_port}" for name, sidecar in sidecars.items()).replace(", ", "\\n")
    flags = ["--config", mesh.write("names.yaml", NAMES.replace("{addresses}", addresses))]
    client = mesh.client(flags=flags)  # the authority is made by the clock that is right
    for sidecar in sidecars.values():
        sidecar.flags = flags
        sidecar.start()
    figures = {"faults": []}
    for name in CLOCKS:
        load = mesh.load(client, rate=100, app_id=name)
        await load.progress(3)
        await load.stop()
        part = mesh.account(load)
        figures["faults"] += [f"{name}: {fault}" for fault in part.pop("faults")]
        figures[name] = {key: part[key] for key in ("sent", "ok", "failed")} | {"says": next(iter(part["failed_by_class"]), "")[:400]}
        if name in ("ahead", "behind") and part["failed"]:
            figures["faults"].append(f"{name}: {part['failed']} calls failed")
        if name in ("tomorrow", "yesterday") and part["ok"]:
            figures["faults"].append(f"{name}: {part['ok']} calls were served")
    return figures
