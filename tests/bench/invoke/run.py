#!/usr/bin/env python3
"""Compares two hops of meshd with two hops of HAProxy and with no hop. See README.md beside this file."""

import argparse
import fnmatch
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import report
from haproxy import HAProxy
from load import Cell, check_once, measure, run_wrk
from origin import Direct, Origin
from processes import Bed, Failed
from sidecars import Sidecars, Variant, find_meshd
from startup import IDLE_SECONDS, measure_starts

REPOSITORY = Path(__file__).resolve().parents[3]
SIZES = (64, 16384, 1048576)
CELLS = [Cell("get", size, connections) for size in SIZES for connections in (1, 32, 256)] + \
        [Cell("post", size, 32) for size in SIZES[:2]]
PROGRAMS = {"nginx": "nginx-light", "haproxy": "haproxy", "wrk": "wrk", "openssl": "openssl"}


def main():
    options = read_options()
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, _: sys.exit(128 + number))
    try:
        install_missing()
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


def read_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one-second windows and 5 starts: a look, not a measurement")
    parser.add_argument("--only", default="*", help="comma-separated patterns of cells (64B/32, 1MB/*, post-*, start)")
    parser.add_argument("--rounds", type=int, default=3, help="windows a contender and cell; contenders take turns")
    parser.add_argument("--seconds", type=int, default=3, help="length of a window")
    parser.add_argument("--starts", type=int, default=20, help="starts for the start time")
    parser.add_argument("--meshd", help="the meshd to measure instead of the one ./mesh --where names")
    parser.add_argument("--variant", action="append", metavar="'LABEL [PROGRAM=path] [NAME=value …]'",
                        help="a contender of ours; several compare settings or builds in one run (default: 'ours')")
    parser.add_argument("--json", type=Path, default=REPOSITORY / "artifacts/bench/invoke.json", help="where the figures go")
    options = parser.parse_args()
    if options.quick:
        options.seconds, options.starts = 1, 5
    return options


def install_missing():
    missing = sorted({package for program, package in PROGRAMS.items() if not shutil.which(program)})
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


def run(options, bed):
    wanted = options.only.split(",")
    cells = [cell for cell in CELLS if any(fnmatch.fnmatch(cell.name, pattern) for pattern in wanted)]
    with_starts = any(fnmatch.fnmatch("start", pattern) for pattern in wanted)
    if not cells and not with_starts:
        raise Failed(f"--only {options.only} names no cell; there are: {', '.join(cell.name for cell in CELLS)}, start")

    program = options.meshd or (None if options.variant and all("PROGRAM=" in v for v in options.variant) else find_meshd(REPOSITORY))
    variants = [Variant(text, program) for text in options.variant or (["ours"] if program else [])]
    if not variants:
        print("no meshd and no ./mesh to build it: HAProxy and direct only", flush=True)

    origin = Origin(bed, SIZES)
    starts = {}
    if with_starts:
        for variant in variants:
            print(f"start time of {variant.name} …", flush=True)
            starts[variant.name] = measure_starts(bed, variant, origin, options.starts)

    measured, after_load, broken = {}, {}, None
    if cells:
        contenders = [Direct(origin), HAProxy(bed, origin)] + [Sidecars(bed, origin, variant) for variant in variants]
        try:
            measure_cells(options, contenders, cells, origin, measured)
            time.sleep(IDLE_SECONDS)
            after_load = {c.name: {hop.name: hop.rss_kb() / 1024 for hop in c.hops} for c in contenders[1:]}
        except Failed as failure:
            broken = str(failure)  # what was measured before is still shown and written
    report.compare(measured)
    return {
        "machine": {"cpus": os.cpu_count(), "kernel": platform.release(), "haproxy": version("haproxy", "-v"), "nginx": version("nginx", "-v")},
        "seconds": options.seconds, "rounds": options.rounds, "broken": broken,
        "cells": measured, "starts": starts, "rss_mb_idle_after_load": after_load,
        "verdicts": {variant.name: report.verdicts(variant.name, measured, starts) for variant in variants},
    }


def measure_cells(options, contenders, cells, origin, measured):
    """Fills `measured` cell by cell. Contenders take turns within a round, so that all see the same weather."""
    print("warming up …", flush=True)
    for contender in contenders[1:]:
        check_once(contender, CELLS[0])
        for _ in range(2):  # tiered compilation promotes in the background, after the first load pauses
            run_wrk(contender, Cell("get", 64, 32), 1 if options.quick else 3)
    for cell in cells:
        print(f"{cell.name} …", flush=True)
        for contender in contenders:
            check_once(contender, cell)
        rounds = {contender.name: [] for contender in contenders}
        for number in range(options.rounds):
            for contender in contenders:
                if number == 0:
                    run_wrk(contender, cell, 1)
                rounds[contender.name].append(measure(contender, cell, options.seconds, origin))
        measured[cell.name] = {name: report.summarise(each) for name, each in rounds.items()}


def version(program, flag):
    done = subprocess.run([program, flag], capture_output=True, text=True)
    return (done.stdout + done.stderr).splitlines()[0]


def show(result):
    if result["cells"]:
        print(report.table(result["cells"]))
        print("CPU and RSS are of both hops together; × is ours over HAProxy's, the median of neighbouring windows; ± half the spread.")
        other = max(s["other_cpu_share"] for cell in result["cells"].values() for s in cell.values())
        print(f"Largest share of the machine taken by other programs in a cell (median window): {other:.0%}.")
        for name, hops in result["rss_mb_idle_after_load"].items():
            print(f"{name}: RSS {IDLE_SECONDS} s after the load: " + ", ".join(f"{hop} {mb:.0f} MB" for hop, mb in hops.items()))
    if result["starts"]:
        print("\n" + report.start_table(result["starts"]))
    for name, lines in result["verdicts"].items():
        print(f"\n{name}:")
        for line in lines:
            print("  " + line["text"])


if __name__ == "__main__":
    main()
