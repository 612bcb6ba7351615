#!/usr/bin/env python3
"""Tries what no kill shows: a slow consumer with a long queue, a slow disk, a power cut. See README.md beside this file."""

import argparse
import asyncio
import json
import os
import signal
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # kit, beside this folder

import power_cut
import slow_consumer
import slow_disk
from brokers import BROKERS, Sqlite
from kit import bench
from kit.processes import Bed, Failed
from kit.sidecars import find_meshd

# Each with its usual number of messages.
FAULTS = {"slow-consumer": (slow_consumer, 1_000_000), "slow-disk": (slow_disk, 2_000), "power-cut": (power_cut, 10_000)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--fault", default=",".join(FAULTS), help="comma-separated")
    parser.add_argument("--broker", default=",".join(BROKERS), help="comma-separated")
    parser.add_argument("--messages", type=int, help="in place of each fault's usual number")
    parser.add_argument("--meshd", help="the meshd to try instead of the one ./mesh --where names")
    parser.add_argument("--json", type=Path, default=bench.REPOSITORY / "artifacts/bench/messages-faults.json", help="where the figures go")
    options = parser.parse_args()
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, _: sys.exit(128 + number))
    try:
        result = run(options)
    except Failed as failure:
        sys.exit(f"faults: {failure}")
    except KeyboardInterrupt:
        sys.exit("faults: stopped")
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(result, indent=1))
    print(f"\nJSON: {options.json}")
    sys.exit(1 if any(figures["faults"] for brokers in result["faults"].values() for figures in brokers.values()) else 0)


def run(options):
    faults, brokers = options.fault.split(","), options.broker.split(",")
    for option, names, known in (("--fault", faults, FAULTS), ("--broker", brokers, BROKERS)):
        if unknown := [name for name in names if name not in known]:
            raise Failed(f"{option} {','.join(unknown)}: there are {', '.join(known)}")
    meshd = options.meshd or find_meshd(bench.REPOSITORY)
    if not meshd or not os.access(meshd, os.X_OK):
        raise Failed(f"no program at {meshd}; build it with ./mesh --where or name one with --meshd")
    packages = {program: package for name in brokers for program, package in BROKERS[name].packages.items()}
    bench.install(packages | ({"strace": "strace"} if set(faults) - {"slow-consumer"} else {}), {})
    figures = {}
    with tempfile.TemporaryDirectory(prefix="mesh-faults-") as folder, Bed(folder) as bed:
        for fault in faults:
            module, usual = FAULTS[fault]
            # Only the embedded store's disk is ours: a broker with a disk of its own makes promises of its own.
            for name in [name for name in brokers if fault != "power-cut" or BROKERS[name] is Sqlite]:
                tried = asyncio.run(module.try_fault(bed, BROKERS[name], meshd, options.messages or usual))
                figures.setdefault(fault, {})[name] = tried
                print(f"{fault}, {name}: {module.line(tried)}", *(f"  FAULT {problem}" for problem in tried["faults"]), sep="\n", flush=True)
    return {"machine": bench.machine(**{"redis-server": "--version", "nats-server": "--version"}), "faults": figures}


if __name__ == "__main__":
    main()
