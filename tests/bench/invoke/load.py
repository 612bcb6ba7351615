"""One window of load: wrk against one contender, with the CPU and memory of its hops over exactly that window."""

import json
import resource
import subprocess
from dataclasses import dataclass
from pathlib import Path

from processes import TICKS_PER_SECOND, Failed, get_status

HERE = Path(__file__).parent
PATIENCE_SECONDS = 14  # below wrk's time-out of 15 s


@dataclass(frozen=True)
class Cell:
    """One point of the matrix: what is asked for, and over how many connections."""

    kind: str
    size: int
    connections: int

    @property
    def name(self):
        size = {64: "64B", 16384: "16KB", 1048576: "1MB"}.get(self.size, str(self.size))
        return f"{'post-' if self.kind == 'post' else ''}{size}/{self.connections}"


def check_once(contender, cell):
    """Before any number counts: the contender gives the right status and every byte."""
    path, length = (f"{contender.prefix}/{cell.size}", cell.size) if cell.kind == "get" else (f"{contender.prefix}/upload", 2)
    seen = get_status(contender.port, path, timeout=10)
    if seen != (200, length):
        logs = "\n".join(f"  {hop.name}:\n{hop.output()}" for hop in contender.hops)
        raise Failed(f"{contender.name}: GET {path} gave {seen}, not {(200, length)}\n{logs}")


def run_wrk(contender, cell, seconds):
    path = f"{contender.prefix}/{cell.size if cell.kind == 'get' else 'upload'}"
    command = ["wrk", "-t", "1", "-c", str(cell.connections), "-d", f"{seconds}s", "--timeout", "15s",
               "-s", str(HERE / "load.lua"), f"http://127.0.0.1:{contender.port}{path}"]
    if cell.kind == "post":
        command += ["--", str(cell.size)]
    done = subprocess.run(command, capture_output=True, text=True)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode != 0 or not lines:
        raise Failed(f"wrk failed against {contender.name} ({cell.name}):\n{done.stdout}{done.stderr}")
    return json.loads(lines[-1])


def measure(contender, cell, seconds, origin):
    """Runs one window and returns its figures; a window too short for a single answer is repeated once, long enough to tell slow from stuck."""
    return _measure(contender, cell, seconds, origin) or _measure(contender, cell, max(seconds, PATIENCE_SECONDS), origin) or _stuck(contender, cell)


def _measure(contender, cell, seconds, origin):
    for hop in contender.hops:
        hop.check_alive()
        hop.forget_peak_rss()
    before, machine = [hop.cpu_us() for hop in contender.hops], Machine(origin)
    seen = run_wrk(contender, cell, seconds)
    cpu = [hop.cpu_us() - start for hop, start in zip(contender.hops, before)]
    other = machine.other_cpu_share(sum(cpu))
    for hop in contender.hops:
        hop.check_alive()
    requests = seen["requests"]
    if requests == 0:
        return None
    if cell.kind == "get" and seen["bytes"] < requests * cell.size:
        raise Failed(f"{contender.name} sent {seen['bytes']} bytes for {requests} requests of {cell.size}; bodies are short")
    return {
        "requests_per_second": requests / (seen["duration_us"] / 1e6),
        "p50_us": seen["p50_us"],
        "p99_us": seen["p99_us"],
        "cpu_us_per_request": sum(cpu) / requests if cpu else None,
        "cpu_us_per_request_by_hop": [each / requests for each in cpu],
        "peak_rss_mb": sum(hop.rss_kb("VmHWM") for hop in contender.hops) / 1024 if cpu else None,
        "errors": seen["errors"],
        "requests": requests,
        "other_cpu_share": other,
    }


def _stuck(contender, cell):
    logs = "\n".join(f"  {hop.name}:\n{hop.output()}" for hop in contender.hops)
    raise Failed(f"{contender.name} completed no request in {cell.name} within {PATIENCE_SECONDS} s\n{logs}")


class Machine:
    """What the rest of the machine did during a window; a large share means that the window is noisy."""

    def __init__(self, origin):
        self.origin = origin
        self.start = self._now()

    def other_cpu_share(self, hops_us):
        (total, busy, steal), (ours, generator) = self.start
        (total_end, busy_end, steal_end), (ours_end, generator_end) = self._now()
        known = hops_us + (ours_end - ours) + (generator_end - generator)
        other = (busy_end - busy) - known + (steal_end - steal)
        return max(0.0, other / max(1.0, total_end - total))

    def _now(self):
        tick = 1_000_000 / TICKS_PER_SECOND
        fields = [int(value) * tick for value in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
        user, nice, system, idle, iowait, irq, softirq, steal = fields
        # irq and softirq are charged to whoever runs as well, so they are left out of "busy".
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        return ((sum(fields), user + nice + system, steal),
                (self.origin.process.cpu_us(), (children.ru_utime + children.ru_stime) * 1e6))
