"""A mesh for one row: apps with journals, sidecars that share a data folder, and the ways to hurt them."""

import asyncio
import itertools
import os
import signal
import sys
import time
from pathlib import Path

from account import account
from kit.processes import Failed, free_port, wait_for, wait_for_port
from load import Load

HERE = Path(__file__).parent
STOP_LIMIT_SECONDS = 30
_numbers = itertools.count(1)


class App:
    """The app of `app.py`, or of another file; started again on the same port with the same journal."""

    def __init__(self, bed, folder, name, program, env=None, prefix=(), host="127.0.0.1"):
        self.bed, self.name, self.port, self.host = bed, name, free_port(), host
        self.journal = folder / f"{name}.journal"
        self.command = [*prefix, sys.executable, HERE / program, self.port, self.journal, host]
        self.env, self.lives, self.local = env, 0, not prefix

    def start(self):
        self.lives += 1
        self.process = self.bed.start(f"{self.name}-{self.lives}", self.command, env=self.env)
        if self.local:
            wait_for_port(self.process, self.port)
        return self

    def kill(self):
        self.process.kill()
        self.bed.stop(self.process)


class Sidecar:
    """A meshd; started again as it was, or on other ports."""

    def __init__(self, bed, folder, program, name, app_id, app, flags, env, prefix):
        self.bed, self.folder, self.program, self.name, self.app_id = bed, folder, program, name, app_id
        self.app, self.flags, self.env, self.prefix, self.lives = app, flags, env, prefix, 0
        self.new_ports()

    def new_ports(self):
        self.port, self.grpc_port, self.peer_port, self.metrics_port = (free_port() for _ in range(4))
        return self

    def launch(self):
        """Starts it and does not wait."""
        self.lives += 1
        app = ["--app-port", self.app.port] if self.app else []
        self.process = self.bed.start(
            f"{self.name}-{self.lives}", env={"MESH_HOME": str(self.folder / "home"), **self.env}, command=[
                *self.prefix, self.program, "--app-id", self.app_id, "--dapr-http-port", self.port, "--dapr-grpc-port", self.grpc_port,
                "--dapr-internal-grpc-port", self.peer_port, "--metrics-port", self.metrics_port, *app, *self.flags])
        return self

    def start(self):
        self.launch()
        self.wait()
        return self

    def wait(self, path="/v1.0/healthz"):
        wait_for(self.process, self.port, path, 204)

    def signal(self, number):
        os.kill(self.process.pid, number)

    def kill(self):
        self.process.kill()
        self.bed.stop(self.process)

    async def terminate(self):
        """SIGTERM; returns milliseconds until it had ended, and its exit code."""
        begin = time.monotonic()
        self.signal(signal.SIGTERM)
        while (code := self.process.popen.poll()) is None:
            if time.monotonic() - begin > STOP_LIMIT_SECONDS:
                raise Failed(f"{self.name} did not end within {STOP_LIMIT_SECONDS} s after SIGTERM\n{self.process.output()}")
            await asyncio.sleep(0.005)
        self.bed.stop(self.process)
        return (time.monotonic() - begin) * 1000, code

    async def restart(self, pause=0.0):
        await asyncio.sleep(pause)
        await asyncio.to_thread(self.start)


class Mesh:
    """Everything of one row."""

    def __init__(self, bed, options, name):
        self.bed, self.options, self.meshd = bed, options, options.meshd
        self.folder = bed.folder / f"{name}-{next(_numbers)}"
        (self.folder / "home").mkdir(parents=True)
        self.apps = []

    def app(self, name="orders", program="app.py", **options):
        app = App(self.bed, self.folder, f"{self.folder.name}-{name}-app-{len(self.apps)}", program, **options)
        self.apps.append(app)
        return app

    def sidecar(self, app_id, app=None, flags=(), env=None, prefix=(), meshd=None):
        name = f"{self.folder.name}-{app_id}-{next(_numbers)}"
        return Sidecar(self.bed, self.folder, meshd or self.meshd, name, app_id, app, flags, env or {}, prefix)

    def orders(self, instances, **options):
        """Instances of the app "orders", each behind its sidecar, all ready."""
        return [self.sidecar("orders", self.app().start(), **options).start() for _ in range(instances)]

    def client(self, **options):
        """The sidecar through which the load calls, ready."""
        return self.sidecar("client", **options).start()

    def load(self, *callers, rate=None, app_id="orders", **options):
        return Load([caller.port for caller in callers], app_id, rate or self.options.rate, seed=self.options.seed, **options).start()

    def account(self, load):
        return account(load.calls, [app.journal for app in self.apps])

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path
