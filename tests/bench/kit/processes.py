"""Starts, measures and stops the programs under test; each is known by its pid and nothing else."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
STOP_SECONDS = 8
READY_SECONDS = 60  # a bound for a busy machine, not an expectation


class Failed(Exception):
    """Ends the run with a message for the reader instead of a stack trace."""


class Process:
    """One running program with its output in a file."""

    def __init__(self, name, command, log, env=None, stop_signal=signal.SIGTERM):
        self.name, self.log, self.stop_signal = name, Path(log), stop_signal
        with open(self.log, "wb") as output:
            # An own session: Ctrl-C reaches only this script, which then stops everything in order.
            self.popen = subprocess.Popen(
                [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                env={**os.environ, **(env or {})}, start_new_session=True)
        self.pid = self.popen.pid

    def cpu_us(self):
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1_000_000 / TICKS_PER_SECOND  # utime + stime, all threads

    def session_cpu_us(self):
        """The same for the program and all that it started."""
        total = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue  # ended meanwhile
            if int(fields[3]) == self.pid:
                total += int(fields[11]) + int(fields[12])
        return total * 1_000_000 / TICKS_PER_SECOND

    def rss_kb(self, field="VmRSS"):
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith(field + ":"):
                return int(line.split()[1])
        raise Failed(f"{self.name}: the kernel shows no {field}; did it end?\n{self.output()}")

    def forget_peak_rss(self):
        # "5" sets VmHWM back to the present RSS, so that a peak belongs to one window.
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")

    def check_alive(self):
        if self.popen.poll() is not None:
            raise Failed(f"{self.name} ended with exit code {self.popen.returncode}. Its output:\n{self.output()}")

    def output(self, lines=40):
        text = self.log.read_text(errors="replace").splitlines()
        return "\n".join("    " + line for line in text[-lines:]) or "    (none)"

    def stop(self):
        if self.popen.poll() is None:
            self.popen.send_signal(self.stop_signal)
            try:
                self.popen.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()
                self.popen.wait()

    def kill(self):
        """kill -9 of the program and of what it started, which share its session; does not wait."""
        os.killpg(self.pid, signal.SIGKILL)


class Bed:
    """Owns a temp folder and every process of the run; leaving it stops them, last started first."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.processes = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        while self.processes:
            self.processes.pop().stop()

    def start(self, name, command, **options):
        process = Process(name, command, self.folder / f"{name}.log", **options)
        self.processes.append(process)
        return process

    def stop(self, process):
        self.processes.remove(process)
        process.stop()


def free_port(_given=set()):
    """A loopback port nobody listens on, never the same one twice in a run."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        if port not in _given:
            _given.add(port)
            return port


def get_status(port, path, timeout=2.0):
    """Status and body length of one GET, or None while nothing answers."""
    answer = _get(port, path, timeout)
    return answer and (answer[0], len(answer[1]))


def get_body(port, path, timeout=2.0):
    """The body of one GET as text."""
    answer = _get(port, path, timeout)
    if answer is None:
        raise Failed(f"GET 127.0.0.1:{port}{path}: no answer")
    return answer[1].decode()


def _get(port, path, timeout):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout) as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
            answer = b""
            while chunk := connection.recv(65536):
                answer += chunk
    except OSError:
        return None
    head, _, body = answer.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1."):
        return None
    if b"transfer-encoding: chunked" in head.lower():
        body = _unchunk(body)
    return int(head.split()[1]), body


def wait_for(process, port, path, status, pause=0.02):
    """Waits until GET answers with the status; shows the process's output when it does not."""
    give_up = time.monotonic() + READY_SECONDS
    seen = None
    while time.monotonic() < give_up:
        process.check_alive()
        seen = get_status(port, path)
        if seen and seen[0] == status:
            return
        time.sleep(pause)
    raise Failed(f"{process.name}: GET 127.0.0.1:{port}{path} gave {seen}, not {status}, for {READY_SECONDS} s. "
                 f"Its output:\n{process.output()}")


def wait_for_port(process, port, pause=0.02, seconds=READY_SECONDS):
    """Waits until something accepts connections there."""
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        process.check_alive()
        try:
            socket.create_connection(("127.0.0.1", port), 1.0).close()
            return
        except OSError:
            time.sleep(pause)
    raise Failed(f"{process.name}: port {port} is not open after {seconds} s. Its output:\n{process.output()}")


def _unchunk(body):
    whole = b""
    while body:
        size, _, rest = body.partition(b"\r\n")
        length = int(size.split(b";")[0] or b"0", 16)
        if length == 0:
            break
        whole, body = whole + rest[:length], rest[length + 2:]
    return whole
