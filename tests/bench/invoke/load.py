"""The load: wrk against one contender."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from kit.processes import Failed, get_status
from kit.window import hop_logs

HERE = Path(__file__).parent


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
        raise Failed(f"{contender.name}: GET {path} gave {seen}, not {(200, length)}\n{hop_logs(contender)}")


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
    seen = json.loads(lines[-1])
    if cell.kind == "get" and seen["bytes"] < seen["requests"] * cell.size:
        raise Failed(f"{contender.name} sent {seen['bytes']} bytes for {seen['requests']} requests of {cell.size}; bodies are short")
    return seen
