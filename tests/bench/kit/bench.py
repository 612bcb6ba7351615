"""The frame of a benchmark: its options, its packages, its temp folder and what is left of it."""

import argparse
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from .processes import Bed, Failed

REPOSITORY = Path(__file__).resolve().parents[3]
SYSTEM_PYTHON = "/usr/bin/python3"  # for which Debian packages modules; the one that runs this may be another


def option_parser(doc, name, cells):
    """The options that every benchmark has."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one-second windows: a look, not a measurement")
    parser.add_argument("--only", default="*", help=f"comma-separated patterns of cells ({cells})")
    parser.add_argument("--rounds", type=int, default=3, help="windows a contender and cell; contenders take turns")
    parser.add_argument("--seconds", type=int, default=3, help="length of a window")
    parser.add_argument("--meshd", help="the meshd to measure instead of the one ./mesh --where names")
    parser.add_argument("--variant", action="append", metavar="'LABEL [PROGRAM=path] [NAME=value …]'",
                        help="a contender of ours; several compare settings or builds in one run (default: 'ours')")
    parser.add_argument("--json", type=Path, default=REPOSITORY / f"artifacts/bench/{name}.json", help="where the figures go")
    return parser


def main(options, packages, run, show, modules=None):
    """Installs `packages` and `modules`, calls `run(options, bed)`, shows what it gives and writes it; whatever was started is stopped."""
    if options.quick:
        options.seconds = 1
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, _: sys.exit(128 + number))
    try:
        install(packages, modules or {})
        with tempfile.TemporaryDirectory(prefix="mesh-bench-") as folder, Bed(folder) as bed:
            result = run(options, bed)
    except Failed as failure:
        sys.exit(f"bench: {failure}")
    except KeyboardInterrupt:
        sys.exit("bench: stopped")
    show(result)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(result, indent=1))
    print(f"\nJSON: {options.json}")
    if result["broken"]:
        sys.exit(f"bench: cut short: {result['broken']}")


def install(packages, modules):
    """Installs Debian packages whose program (the key) is not there."""
    missing = sorted({package for program, package in packages.items() if not shutil.which(program)})
    if not missing:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Failed(f"needs {', '.join(missing)}; install with: sudo apt-get install -y {' '.join(missing)}")
    print(f"installing {' '.join(missing)} …", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]):
        done = subprocess.run(command, capture_output=True, text=True, env=quiet)
        if done.returncode != 0:
            raise Failed(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


def _has_module(name):
    command = [SYSTEM_PYTHON, "-c", f"import {name}"]
    return os.access(SYSTEM_PYTHON, os.X_OK) and subprocess.run(command, capture_output=True).returncode == 0


def machine(**programs):
    """What the figures were measured on; each program by the flag that prints its version."""
    return {"cpus": os.cpu_count(), "kernel": platform.release(), **{name: _version(name, flag) for name, flag in programs.items()}}


def _version(program, flag):
    done = subprocess.run([program, flag], capture_output=True, text=True)
    return (done.stdout + done.stderr).splitlines()[0]
