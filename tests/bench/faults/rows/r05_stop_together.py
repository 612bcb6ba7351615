"""SIGTERM to an app and its sidecar at the same moment; the app goes on calling out while it finishes."""

import asyncio
import os
import signal
import time

from kit.processes import wait_for_port

TITLE = "SIGTERM to app and sidecar at once: what the app calls until it exits works"
LEAVE_SECONDS = (0.5, 1.5, 3.0)  # the grace period is 5 s


async def run(mesh):
    other = mesh.sidecar("other", mesh.app("other").start()).start()
    outcomes, lags, codes = [], [], []
    for seconds in LEAVE_SECONDS * max(1, mesh.options.rounds // 6):
        app = mesh.app("leaver", program="leaver.py")
        sidecar = mesh.sidecar("leaver", app)
        app.env = {"SIDECAR_PORT": str(sidecar.port), "LEAVE_SECONDS": str(seconds)}
        sidecar.launch()
        await asyncio.to_thread(sidecar.wait, "/v1.0/healthz/outbound")
        app.start()
        await asyncio.to_thread(wait_for_port, app.process, app.port)
        await asyncio.to_thread(sidecar.wait)
        await asyncio.sleep(0.5)
        os.kill(app.process.pid, signal.SIGTERM)
        stopping = asyncio.create_task(sidecar.terminate())
        begin = time.monotonic()
        while app.process.popen.poll() is None:
            await asyncio.sleep(0.005)
        left = time.monotonic()
        _, code = await stopping
        codes.append(code)
        lags.append((time.monotonic() - left) * 1000)
        mesh.bed.stop(app.process)
        outcomes += [line.split()[2] for line in app.journal.read_text().splitlines() if line.split()[1] == "out"]
        assert left - begin > seconds * 0.8, "the app did not take its time"
    await other.terminate()
    figures = {"sent": len(outcomes), "ok": outcomes.count("200"), "failed": len(outcomes) - outcomes.count("200"), "duplicated": {}, "lost": 0,
               "failed_by_class": {status: outcomes.count(status) for status in sorted(set(outcomes) - {"200"})},
               "sidecar_after_app_ms_max": max(lags), "faults": []}
    if figures["failed"]:
        figures["faults"].append(f"{figures['failed']} outbound calls failed")
    if any(codes):
        figures["faults"].append(f"exit codes {sorted(set(codes))}")
    if max(lags) > 1000:
        figures["faults"].append(f"the sidecar stayed {max(lags):.0f} ms after its app")
    return figures
