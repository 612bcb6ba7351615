"""Time from exec to the first 204 of /v1.0/healthz, and memory of a sidecar that has nothing to do."""

import time

from kit.processes import READY_SECONDS, Failed, free_port, get_status
from kit.sidecars import meshd_command

POLL_SECONDS = 0.001
IDLE_SECONDS = 5


def measure_starts(bed, variant, origin, count):
    """Start times in ms, without an app and with a listening one; and idle RSS in MB of one of each."""
    env = {**variant.env, "MESH_HOME": str(bed.folder / f"home-start-{variant.name}")}
    result = {}
    for label, app_port in (("no_app", None), ("app", origin.port)):
        name, times = f"{variant.name}-start-{label}", []
        if "first_start_ms" not in result:
            process, result["first_start_ms"] = _start_once(bed, variant, env, app_port, name)
            bed.stop(process)
        for index in range(count):
            process, elapsed = _start_once(bed, variant, env, app_port, name)
            times.append(elapsed)
            if index == count - 1:
                time.sleep(IDLE_SECONDS)
                result[f"idle_rss_mb_{label}"] = process.rss_kb() / 1024
            bed.stop(process)
        result[f"start_ms_{label}"] = times
    return result


def _start_once(bed, variant, env, app_port, name):
    port = free_port()
    command = meshd_command(variant.program, "bench-start", port, free_port(), ["--app-port", app_port] if app_port else [])
    begun = time.monotonic()
    process = bed.start(name, command, env=env)
    while True:
        if (get_status(port, "/v1.0/healthz", 1.0) or (0,))[0] == 204:
            return process, (time.monotonic() - begun) * 1000
        process.check_alive()
        if time.monotonic() - begun > READY_SECONDS:
            raise Failed(f"{name}: not healthy after {READY_SECONDS} s. Its output:\n{process.output()}")
        time.sleep(POLL_SECONDS)
