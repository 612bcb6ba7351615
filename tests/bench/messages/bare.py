"""The same brokers without sidecars, as fast as a client drives them that can be had everywhere."""

import itertools
import shutil
import subprocess
import sys
import time
from pathlib import Path

from kit.processes import READY_SECONDS, Failed

CLIENTS = Path(__file__).parent / "bare-clients"
COMMITS = Path(__file__).parent / "commits.py"
_numbers = itertools.count(1)


class Bare:
    """A broker of its own, one process that publishes and one that consumes."""

    def __init__(self, bed, broker, in_flight):
        _install_clients()
        folder = bed.folder / f"bare-{broker.name}"
        folder.mkdir()
        self.broker, self.in_flight = broker(bed, folder), in_flight
        self.consumer = bed.start(f"bare-{broker.name}-consumer", self._command("consume"))
        give_up = time.monotonic() + READY_SECONDS
        while self._handled() is None:
            self.consumer.check_alive()
            if time.monotonic() > give_up:
                raise Failed(f"bare {broker.name}: the consumer is not ready after {READY_SECONDS} s\n{self.consumer.output()}")
            time.sleep(0.05)
        self.window(2)

    def window(self, seconds):
        """Publishes for so long, and waits until the consumer has had every message."""
        before, consumer, broker = self._handled(), self.consumer.cpu_us(), self.broker.process.session_cpu_us()
        done = subprocess.run([str(part) for part in self._command("publish") + [seconds]], capture_output=True, text=True)
        if done.returncode != 0:
            raise Failed(f"bare {self.broker.name}: the publisher failed:\n{done.stdout}{done.stderr}")
        acknowledged, start_ms, publisher_cpu = map(float, done.stdout.split())
        give_up = time.monotonic() + READY_SECONDS
        while self._handled() - before < acknowledged:
            if time.monotonic() > give_up:
                raise Failed(f"bare {self.broker.name}: {self._handled() - before} of {acknowledged:.0f} messages came within {READY_SECONDS} s")
            time.sleep(0.01)
        elapsed = time.time() - start_ms / 1000
        return {"per_second": acknowledged / elapsed, "messages": acknowledged,
                "cpu_us": (publisher_cpu + self.consumer.cpu_us() - consumer) / acknowledged,
                "broker_cpu_us": (self.broker.process.session_cpu_us() - broker) / acknowledged}

    def _command(self, role):
        return ["node", CLIENTS / "client.js", self.broker.name, role, self.broker.port, self.in_flight]

    def _handled(self):
        lines = self.consumer.log.read_text().rpartition("\n")[0].splitlines()
        return int(lines[-1]) if lines else None


def commit_rate(bed, rows, seconds):
    """SQLite's own rate, on the disk of the store that is measured."""
    done = subprocess.run([sys.executable, COMMITS, bed.folder / f"commits-{next(_numbers)}.db", str(rows), str(seconds)], capture_output=True, text=True)
    if done.returncode != 0:
        raise Failed(f"commits.py failed:\n{done.stderr}")
    per_second, cpu_us = map(float, done.stdout.split())
    return {"per_second": per_second, "cpu_us": cpu_us, "broker_cpu_us": 0.0}


def _install_clients():
    if (CLIENTS / "node_modules").exists():
        return
    print("installing the clients of the brokers …", flush=True)
    done = subprocess.run([shutil.which("npm"), "ci", "--prefix", CLIENTS], capture_output=True, text=True)
    if done.returncode != 0:
        raise Failed(f"npm ci failed in {CLIENTS}:\n{done.stdout}{done.stderr}")
