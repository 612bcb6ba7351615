"""What is killed: two sidecars that publish, two that subscribe, an app behind each of those, a broker."""

import asyncio
import itertools
import sys
import time
from pathlib import Path

from brokers import Sqlite, component
from kit.processes import READY_SECONDS, Failed, free_port, wait_for, wait_for_port
from kit.sidecars import meshd_command

HERE = Path(__file__).parent
NO_BROKER_EXIT_CODE = 1
RESTART_SECONDS = 0.2

_numbers = itertools.count(1)


def journal_app(handler_ms):
    """The app that writes down what it gets."""
    return lambda folder, port, journal: [sys.executable, HERE / "app.py", port, journal, handler_ms]


class Member:
    """A process that is started again as it was after each kill, with a log of its own for each life."""

    def __init__(self, bed, name, command, env, port, ready_path=None):
        self.bed, self.name, self.command, self.env, self.port, self.ready_path = bed, name, command, env, port, ready_path
        self.lives, self.process = 0, None
        self.start()

    def start(self):
        self.lives += 1
        self.process = self.bed.start(f"{self.name}-{self.lives}", self.command, env=self.env)

    def wait(self):
        """Until it serves. A sidecar that finds no broker ends with exit code 1, and is started again as a supervisor would."""
        give_up = time.monotonic() + READY_SECONDS
        while True:
            try:
                return self._wait_for_this_life()
            except Failed:
                if self.process.popen.poll() != NO_BROKER_EXIT_CODE or time.monotonic() > give_up:
                    raise
            self.bed.stop(self.process)
            time.sleep(RESTART_SECONDS)
            self.start()

    def _wait_for_this_life(self):
        if self.ready_path is None:
            wait_for_port(self.process, self.port)
        else:
            wait_for(self.process, self.port, self.ready_path, 204)


class BrokerMember:
    """The broker as a victim."""

    name = "broker"

    def __init__(self, broker):
        self.broker = broker

    @property
    def process(self):
        return self.broker.process

    def start(self):
        self.broker.start()

    def wait(self):
        """A server's start has waited already."""


class Scene:
    """Everything of one run. `victims` is what can be killed, kind by kind: a victim is a list of stages, a stage a list of members that die together."""

    def __init__(self, bed, broker_class, meshd, app, replicas=2, settings=None, wrap=(), publishers=None):
        """
        `app(folder, port, journal)` is the command of an app; `settings` are fields of the component beside the broker's own. `wrap` stands before the
        command of whatever writes the messages to the disk: the broker, or the sidecars where there is none. Publishing sidecars are as many as the others if not said otherwise.
        """
        self.wrap = list(wrap) if issubclass(broker_class, Sqlite) else []
        broker_class.wrap = list(wrap)
        self.bed, self.folder = bed, bed.folder / f"{broker_class.name}-{next(_numbers)}"
        resources, data = self.folder / "resources", self.folder / "data"
        for folder in (resources, data):
            folder.mkdir(parents=True)
        self.broker = broker_class(bed, data)
        (resources / "bus.yaml").write_text(component(self.broker, settings or {}))
        self.journals = [self.folder / f"journal-{i}" for i in range(replicas)]
        self.apps = [self._app(i, app) for i in range(replicas)]
        self.subscribers = [self._sidecar(meshd, f"subscriber-{i}", "shop", resources, ["--app-port", self.apps[i].port]) for i in range(replicas)]
        self.publishers = [self._sidecar(meshd, f"publisher-{i}", f"publisher-{i}", resources)
                           for i in range(replicas if publishers is None else publishers)]
        for member in self.apps + self.subscribers + self.publishers:
            member.wait()
        broker_dies = [BrokerMember(self.broker)] if self.broker.process else self.publishers
        self.victims = {
            "publisher": [[[member]] for member in self.publishers],
            "subscriber": [[[member]] for member in self.subscribers],
            "app": [[[member]] for member in self.apps],
            "broker": [[broker_dies if self.broker.process else self.subscribers + self.publishers]],
            "backlog": [[self.subscribers, broker_dies]],
        }

    def kill(self, stage):
        """kill -9 of every member, the whole lot before any is waited for."""
        for member in stage:
            member.process.kill()
        for member in stage:
            self.bed.stop(member.process)

    async def restart(self, victim):
        for member in victim:
            await asyncio.to_thread(member.start)
        for member in victim:
            await asyncio.to_thread(member.wait)

    def end(self):
        """Ends all of it, for the next run; the broker as it was ended all along."""
        for process in reversed(self.bed.processes[:]):
            if process is self.broker.process:
                process.kill()
            self.bed.stop(process)

    def logs(self):
        """The last lines of everything that runs."""
        return "\n".join(f"  {process.name}:\n{process.output(12)}" for process in self.bed.processes)

    def _app(self, i, app):
        port = free_port()
        return Member(self.bed, f"{self.folder.name}-app-{i}", app(self.folder, port, self.journals[i]), {}, port)

    def _sidecar(self, meshd, name, app_id, resources, app=()):
        port = free_port()
        command = meshd_command(meshd, app_id, port, free_port(), ["--resources-path", resources, *app])
        return Member(self.bed, f"{self.folder.name}-{name}", [*self.wrap, *command], {"MESH_HOME": str(self.folder / "home")}, port, "/v1.0/healthz")
