"""Our side: two meshd processes with their defaults, the callee in front of the origin, the caller in front of the load."""

import os
import shlex
import subprocess

from processes import Failed, free_port, wait_for



def find_meshd(repository):
    """The published meshd; `./mesh --where` builds what is stale first."""
    launcher = repository / "mesh"
    if not launcher.exists():
        return None
    done = subprocess.run([launcher, "--where"], capture_output=True, text=True, cwd=repository)
    if done.returncode != 0:
        raise Failed(f"./mesh --where failed:\n{done.stdout}{done.stderr}")
    return done.stdout.strip().splitlines()[-1] + "/meshd"


def meshd_command(program, app_id, http_port, peer_port, app_port=None):
    command = [program, "--app-id", app_id, "--dapr-http-port", http_port, "--dapr-grpc-port", free_port(),
               "--dapr-internal-grpc-port", peer_port, "--metrics-port", free_port()]
    return command + (["--app-port", app_port] if app_port else [])


class Variant:
    """A label, a program and extra environment: `LABEL [PROGRAM=path] [NAME=value …]`."""

    def __init__(self, text, program):
        self.name, *settings = shlex.split(text)
        self.env = dict(setting.split("=", 1) for setting in settings)
        self.program = self.env.pop("PROGRAM", program)
        if self.program is None or not os.access(self.program, os.X_OK):
            raise Failed(f"variant {self.name}: no program at {self.program}; build it with ./mesh --where or name one with --meshd")


class Sidecars:
    """Two hops of meshd that share one data folder."""

    prefix = "/v1.0/invoke/origin/method"

    def __init__(self, bed, origin, variant):
        self.name = variant.name
        self.home = bed.folder / f"home-{self.name}"
        self.home.mkdir()
        env = {**variant.env, "MESH_HOME": str(self.home)}
        self.port, callee_port = free_port(), free_port()
        callee = bed.start(f"{self.name}-callee", env=env,
                           command=meshd_command(variant.program, "origin", callee_port, free_port(), origin.port))
        caller = bed.start(f"{self.name}-caller", env=env,
                           command=meshd_command(variant.program, "client", self.port, free_port()))
        self.hops = [callee, caller]
        wait_for(callee, callee_port, "/v1.0/healthz", 204)
        wait_for(caller, self.port, "/v1.0/healthz", 204)
