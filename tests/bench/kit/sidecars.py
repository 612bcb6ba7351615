"""Our side: two meshd processes with their defaults, the callee in front of the app, the caller in front of the load."""

import os
import shlex
import subprocess

from .processes import Failed, free_port, wait_for


def find_meshd(repository):
    """The published meshd; `./mesh --where` builds what is stale first."""
    launcher = repository / "mesh"
    if not launcher.exists():
        return None
    done = subprocess.run([launcher, "--where"], capture_output=True, text=True, cwd=repository)
    if done.returncode != 0:
        raise Failed(f"./mesh --where failed:\n{done.stdout}{done.stderr}")
    return done.stdout.strip().splitlines()[-1] + "/meshd"


def meshd_command(program, app_id, http_port, grpc_port, app=()):
    """`app` is the options that say where and how the app listens."""
    return [program, "--app-id", app_id, "--dapr-http-port", http_port, "--dapr-grpc-port", grpc_port,
            "--dapr-internal-grpc-port", free_port(), "--metrics-port", free_port(), *app]


class Variant:
    """A label, a program and extra environment: `LABEL [PROGRAM=path] [NAME=value …]`."""

    def __init__(self, text, program):
        self.name, *settings = shlex.split(text)
        self.env = dict(setting.split("=", 1) for setting in settings)
        self.program = self.env.pop("PROGRAM", program)
        if self.program is None or not os.access(self.program, os.X_OK):
            raise Failed(f"variant {self.name}: no program at {self.program}; build it with ./mesh --where or name one with --meshd")


def variants_of(options, repository):
    """The contenders of ours that --variant and --meshd name; one called "ours" when they name none."""
    program = options.meshd or (None if options.variant and all("PROGRAM=" in v for v in options.variant) else find_meshd(repository))
    variants = [Variant(text, program) for text in options.variant or (["ours"] if program else [])]
    if not variants:
        print("no meshd and no ./mesh to build it: the others only", flush=True)
    return variants


class Sidecars:
    """Two hops of meshd that share one data folder; the app behind them has the id "origin"."""

    def __init__(self, bed, variant, app_port, app_protocol="http"):
        self.name = variant.name
        self.home = bed.folder / f"home-{self.name}"
        self.home.mkdir()
        env = {**variant.env, "MESH_HOME": str(self.home)}
        self.http_port, self.grpc_port, callee_port = free_port(), free_port(), free_port()
        callee = bed.start(f"{self.name}-callee", env=env, command=meshd_command(
            variant.program, "origin", callee_port, free_port(), ["--app-port", app_port, "--app-protocol", app_protocol]))
        caller = bed.start(f"{self.name}-caller", env=env, command=meshd_command(
            variant.program, "client", self.http_port, self.grpc_port))
        self.hops = [callee, caller]
        wait_for(callee, callee_port, "/v1.0/healthz", 204)
        wait_for(caller, self.http_port, "/v1.0/healthz", 204)
