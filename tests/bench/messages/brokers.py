"""The brokers: how each is started so that it keeps what it acknowledged, and the component that fits it."""

import os
import shutil

from kit.processes import READY_SECONDS, free_port, wait_for_port


class Sqlite:
    """The embedded one. Nobody serves it; its crash is the death of every sidecar that has the file open."""

    name, type = "sqlite", "pubsub.sqlite"
    packages = {}
    fast = {"concurrency": "32"}  # what lets as many handlers run at once on each broker; for speed.py
    ordered = {"concurrency": "1"}  # one handler at a time; for faults.py

    def __init__(self, bed, folder):
        self.process = None
        self.metadata = {"path": folder / "bus.db", "processingTimeout": "3s", "redeliverInterval": "200ms", "maxRedeliverInterval": "1s",
                         "maxDeliveries": "0"}


class Server:
    """A broker in a process of its own, on a port of its own, with its data in a folder that outlives it."""

    start_seconds = READY_SECONDS
    wrap = []  # what stands before its command

    def __init__(self, bed, folder):
        self.bed, self.folder, self.port, self.lives = bed, folder, free_port(), 0
        self.process = None
        self.start()

    def start(self):
        self.lives += 1
        self.process = self.bed.start(f"{self.name}-{self.lives}", [*self.wrap, *self.command()], env=self.environment())
        wait_for_port(self.process, self.port, seconds=self.start_seconds)

    def environment(self):
        return {}


class Redis(Server):
    """Every command is on the disk before it is answered."""

    name, type = "redis", "pubsub.redis"
    packages = {"redis-server": "redis-server"}
    fast = {"concurrency": "32", "queueDepth": "1000", "processingTimeout": "60s"}
    ordered = {"concurrency": "1"}

    @property
    def metadata(self):
        return {"redisHost": f"127.0.0.1:{self.port}", "processingTimeout": "4s", "redeliverInterval": "500ms"}

    def command(self):
        return ["redis-server", "--bind", "127.0.0.1", "--port", self.port, "--dir", self.folder, "--save", "", "--appendonly", "yes",
                "--appendfsync", "always"]


class JetStream(Server):
    """A stream in files, which the component makes; one durable consumer that the subscribers share."""

    name, type = "jetstream", "pubsub.jetstream"
    packages = {"nats-server": "nats-server"}
    fast = {"ackWait": "60s"}  # parallel is up to 100
    ordered = {"concurrency": "single"}

    @property
    def metadata(self):
        return {"natsURL": f"nats://127.0.0.1:{self.port}", "createStream": "true", "durableName": "loss", "queueGroupName": "loss",
                "ackWait": "4s", "concurrency": "parallel"}

    def command(self):
        return ["nats-server", "--addr", "127.0.0.1", "--port", self.port, "--jetstream", "--store_dir", self.folder]


class RabbitMq(Server):
    """Durable exchange and queue, persistent messages, publisher confirms; what failed goes back into the queue."""

    name, type = "rabbitmq", "pubsub.rabbitmq"
    packages = {"rabbitmq-server": "rabbitmq-server"}
    fast = {"prefetchCount": "32"}
    ordered = {"concurrency": "single"}
    start_seconds = 3 * READY_SECONDS  # five seconds of CPU, where others need a tenth of one
    program = "/usr/lib/rabbitmq/bin/rabbitmq-server"  # the one in PATH changes to a user of its own

    def __init__(self, bed, folder):
        self.mapper_port, self.distribution_port = free_port(), free_port()
        (folder / "plugins").write_text("[].\n")
        mapper = bed.start(f"epmd-{self.mapper_port}", ["epmd", "-port", self.mapper_port, "-address", "127.0.0.1"])
        wait_for_port(mapper, self.mapper_port)
        super().__init__(bed, folder)

    @property
    def metadata(self):
        return {"connectionString": f"amqp://guest:guest@127.0.0.1:{self.port}", "durable": "true", "deletedWhenUnused": "false",
                "deliveryMode": "2", "requeueInFailure": "true", "publisherConfirm": "true", "prefetchCount": "100", "reconnectWaitSeconds": "1"}

    def command(self):
        return [self.program if os.path.exists(self.program) else shutil.which("rabbitmq-server")]

    def environment(self):
        (self.folder / "rabbitmq.conf").write_text(
            f"listeners.tcp.1 = 127.0.0.1:{self.port}\nlog.console = true\nlog.console.level = warning\nlog.file = false\n"
            "disk_free_limit.absolute = 1MB\n")
        return {
            "HOME": str(self.folder), "ERL_EPMD_PORT": str(self.mapper_port), "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_ALLOW_INPUT": "1",  # the script becomes Erlang, in place of waiting for it
            "RABBITMQ_CONF_ENV_FILE": "/dev/null", "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq.conf"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(self.folder / "none.config"), "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "plugins"),
            "RABBITMQ_GENERATED_CONFIG_DIR": str(self.folder / "generated"), "RABBITMQ_MNESIA_BASE": str(self.folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"), "RABBITMQ_NODENAME": f"loss{self.port}@localhost",
            "RABBITMQ_DIST_PORT": str(self.distribution_port),
            # The schedulers do not spin while they wait: others need the cores.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-noinput -start_epmd false +sbwt none +sbwtdcpu none +sbwtdio none"}


BROKERS = {broker.name: broker for broker in (Sqlite, Redis, JetStream, RabbitMq)}


def component(broker, settings):
    """The component as sidecars read it, with further settings."""
    fields = "".join(f'    - name: {name}\n      value: "{value}"\n' for name, value in {**broker.metadata, **settings}.items())
    return f"apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: bus\nspec:\n  type: {broker.type}\n  version: v1\n  metadata:\n{fields}"
