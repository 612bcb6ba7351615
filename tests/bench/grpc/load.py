"""The load: h2load for unary calls, a gRPC client for streams."""

import json
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from apps import framed, method_of
from kit import bench
from kit.processes import Failed
from kit.report import percentile
from kit.window import hop_logs

CLIENT = [bench.SYSTEM_PYTHON, str(Path(__file__).parent / "client.py")]
CHECK_STREAMS, CHECK_SECONDS = 1, 1


@dataclass(frozen=True)
class Cell:
    """One point of the matrix: a kind of call, the size of its messages, and how many are open at once on one connection."""

    kind: str
    size: int
    streams: int

    @property
    def name(self):
        return f"{self.kind}-{ {64: '64B', 16384: '16KB'}[self.size] }/{self.streams}"


def check_once(contender, cell):
    """Before any number counts, a real gRPC client gets status OK and every byte; h2load looks at neither."""
    arguments = ["unary", contender.port, method_of(cell.size), cell.size] if cell.kind == "unary" else \
        ["stream", contender.port, "/bench.Echo/Chat", cell.size, CHECK_STREAMS, CHECK_SECONDS]
    seen = _run_client(contender, arguments)
    if seen.get("failures"):
        raise Failed(f"{contender.name}: {seen['failures'][0]}\n{hop_logs(contender)}")


def run_load(contender, cell, seconds):
    """One window against one contender."""
    return (_run_h2load if cell.kind == "unary" else _run_streams)(contender, cell, seconds)


def _run_h2load(contender, cell, seconds):
    with tempfile.TemporaryDirectory(prefix="mesh-bench-load-") as folder:
        body, log = Path(folder, "body"), Path(folder, "log")
        body.write_bytes(framed(cell.size))
        done = subprocess.run(
            ["h2load", "-t", "1", "-c", "1", "-m", str(cell.streams), "-D", str(seconds), "-d", body, "--log-file", log,
             "-H", "content-type: application/grpc", "-H", "te: trailers", "-H", "dapr-app-id: origin",
             f"http://127.0.0.1:{contender.port}{method_of(cell.size)}"], capture_output=True, text=True)
        calls = [line.split("\t") for line in log.read_text().splitlines()] if log.exists() else []
    counts = re.search(r"(\d+) succeeded, (\d+) failed, (\d+) errored, (\d+) timeout", done.stdout)
    if done.returncode != 0 or not counts:
        raise Failed(f"h2load failed against {contender.name} ({cell.name}):\n{done.stdout}{done.stderr}\n{hop_logs(contender)}")
    succeeded, failed, errored, timed_out = map(int, counts.groups())
    received = int(re.search(r"\((\d+)\) data", done.stdout)[1])
    times = [int(elapsed) for _, status, elapsed in calls if status == "200"]
    # A refusal of gRPC's is a 200 without a message: it shows in the bytes.
    refused = max(0, -(-(succeeded * len(framed(cell.size)) - received) // len(framed(cell.size))))
    return {
        "requests": succeeded, "duration_us": seconds * 1e6,
        "p50_us": percentile(times, 50) if times else None, "p99_us": percentile(times, 99) if times else None,
        "errors": {"failed": failed, "errored": errored, "timeout": timed_out, "refused": refused},
    }


def _run_streams(contender, cell, seconds):
    seen = _run_client(contender, ["stream", contender.port, "/bench.Echo/Chat", cell.size, cell.streams, seconds])
    times = seen["times_us"]
    return {
        "requests": len(times), "duration_us": seen["duration_us"],
        "p50_us": percentile(times, 50) if times else None, "p99_us": percentile(times, 99) if times else None,
        "errors": {"failed": len(seen["failures"])},
    }


def _run_client(contender, arguments):
    done = subprocess.run([*CLIENT, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode != 0:
        raise Failed(f"{contender.name}: {done.stderr.strip()}\n{hop_logs(contender)}")
    return json.loads(done.stdout)
