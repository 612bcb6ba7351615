#!/usr/bin/env python3
"""Compares two hops of meshd with two hops of HAProxy and with no hop. See README.md beside this file."""

import fnmatch
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # kit, beside this folder

import targets
from kit import bench, report
from kit.haproxy import HAProxy
from kit.processes import Failed
from kit.sidecars import Sidecars, variants_of
from kit.window import measure_cells
from load import Cell, check_once, run_wrk
from origin import Direct, Origin
from startup import IDLE_SECONDS, measure_starts

SIZES = (64, 16384, 1048576)
CELLS = [Cell("get", size, connections) for size in SIZES for connections in (1, 32, 256)] + \
        [Cell("post", size, 32) for size in SIZES[:2]]
PACKAGES = {"nginx": "nginx-light", "haproxy": "haproxy", "wrk": "wrk", "openssl": "openssl"}
YARDSTICKS = ("haproxy",)
QUICK_STARTS = 5


class Ours(Sidecars):
    """Two sidecars, called by the HTTP API."""

    prefix = "/v1.0/invoke/origin/method"

    def __init__(self, bed, origin, variant):
        super().__init__(bed, variant, origin.port)
        self.port = self.http_port


def main():
    parser = bench.option_parser(__doc__, "invoke", "64B/32, 1MB/*, post-*, start")
    parser.add_argument("--starts", type=int, default=20, help=f"starts for the start time; with --quick {QUICK_STARTS}")
    options = parser.parse_args()
    if options.quick:
        options.starts = QUICK_STARTS
    bench.main(options, PACKAGES, run, show)


def run(options, bed):
    wanted = options.only.split(",")
    cells = [cell for cell in CELLS if any(fnmatch.fnmatch(cell.name, pattern) for pattern in wanted)]
    with_starts = any(fnmatch.fnmatch("start", pattern) for pattern in wanted)
    if not cells and not with_starts:
        raise Failed(f"--only {options.only} names no cell; there are: {', '.join(cell.name for cell in CELLS)}, start")

    variants = variants_of(options, bench.REPOSITORY)
    origin = Origin(bed, SIZES)
    starts = {}
    if with_starts:
        for variant in variants:
            print(f"start time of {variant.name} …", flush=True)
            starts[variant.name] = measure_starts(bed, variant, origin, options.starts)

    measured, after_load, broken = {}, {}, None
    if cells:
        contenders = [Direct(origin), HAProxy(bed, origin.port)] + [Ours(bed, origin, variant) for variant in variants]
        try:
            measure_cells(options, contenders, cells, Cell("get", 64, 32), check_once, run_wrk, [origin.process], measured)
            time.sleep(IDLE_SECONDS)
            after_load = {c.name: {hop.name: hop.rss_kb() / 1024 for hop in c.hops} for c in contenders[1:]}
        except Failed as failure:
            broken = str(failure)  # what was measured before is still shown and written
    report.compare(measured, YARDSTICKS)
    return {
        "machine": bench.machine(haproxy="-v", nginx="-v"),
        "seconds": options.seconds, "rounds": options.rounds, "broken": broken,
        "cells": measured, "starts": starts, "rss_mb_idle_after_load": after_load,
        "verdicts": {variant.name: targets.verdicts(variant.name, measured, starts) for variant in variants},
    }


def show(result):
    if result["cells"]:
        print(report.table(result["cells"], YARDSTICKS))
        print("CPU and RSS are of both hops together; a ratio is over HAProxy's, the median of neighbouring windows; ± half the spread.")
        print(report.foreign_load(result["cells"]))
        for name, hops in result["rss_mb_idle_after_load"].items():
            print(f"{name}: RSS {IDLE_SECONDS} s after the load: " + ", ".join(f"{hop} {mb:.0f} MB" for hop, mb in hops.items()))
    if result["starts"]:
        print("\n" + targets.start_table(result["starts"]))
    report.print_verdicts(result["verdicts"])


if __name__ == "__main__":
    main()
