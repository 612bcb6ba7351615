#!/usr/bin/env python3
"""Hurts a mesh under load in the ways that rows/ lists, one file a row, and prints the account of each. See README.md beside this file."""

import argparse
import asyncio
import importlib
import json
import os
import signal
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # kit, beside this folder

from kit import bench
from kit.processes import Bed, Failed
from kit.sidecars import find_meshd
from mesh import Mesh

ROWS = sorted(path.stem for path in (Path(__file__).parent / "rows").glob("[rk]*.py"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--only", default="", help="comma-separated rows, such as R04,K03")
    parser.add_argument("--rate", type=int, default=1000, help="calls a second")
    parser.add_argument("--rounds", type=int, default=20, help="how often a row does what it does")
    parser.add_argument("--seed", type=int, default=1, help="decides who is hurt when")
    parser.add_argument("--scale", type=float, default=1.0, help="of the long rows: 0.1 takes a tenth of their time")
    parser.add_argument("--meshd", help="the meshd to try instead of the one ./mesh --where names")
    parser.add_argument("--other-meshd", help="another build of meshd, for R06")
    parser.add_argument("--json", type=Path, default=bench.REPOSITORY / "artifacts/bench/faults.json", help="where the figures go")
    options = parser.parse_args()
    options.meshd = options.meshd or find_meshd(bench.REPOSITORY)
    if not options.meshd or not os.access(options.meshd, os.X_OK):
        sys.exit(f"faults: no program at {options.meshd}; build it with ./mesh --where or name one with --meshd")
    wanted = options.only.lower().split(",") if options.only else ROWS
    rows = [row for name in wanted for row in ROWS if row.split("_")[0] == name or row == name]
    if len(rows) < len(wanted):
        sys.exit(f"faults: --only {options.only}: there are {', '.join(row.split('_')[0].upper() for row in ROWS)}")
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, _: sys.exit(128 + number))
    try:
        results = {row: run(row, options) for row in rows}
    except KeyboardInterrupt:
        sys.exit("faults: stopped")
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps({"machine": bench.machine(), "rate": options.rate, "seed": options.seed, "rows": results}, indent=1))
    print(f"\nJSON: {options.json}")
    sys.exit(1 if any(result["faults"] for result in results.values()) else 0)


def run(row, options):
    """One row in a temp folder of its own; whatever it started is stopped."""
    module, begin = importlib.import_module(f"rows.{row}"), time.monotonic()
    print(f"\n{row.split('_')[0].upper()} {module.TITLE}", flush=True)
    try:
        with tempfile.TemporaryDirectory(prefix="mesh-faults-") as folder, Bed(folder) as bed:
            mesh = Mesh(bed, options, row.split("_")[0])
            try:
                result = asyncio.run(module.run(mesh))
                result["faults"] += [f"{process.name} ended by itself" for process in bed.processes if process.popen.poll() is not None]
            finally:
                if cleanup := getattr(module, "clean", None):
                    cleanup()
            if result["faults"]:
                result["logs"] = "\n".join(f"{process.name}:\n{process.output(12)}" for process in bed.processes)
    except Failed as failure:
        result = {"faults": [str(failure)]}
    result["seconds"] = time.monotonic() - begin
    show(result)
    return result


def show(result):
    for name, value in result.items():
        if name not in ("faults", "logs", "failed_by_class"):
            print(f"  {name:<26}{value:.2f}" if isinstance(value, float) else f"  {name:<26}{value}")
    for name, count in result.get("failed_by_class", {}).items():
        print(f"    {count:>6} × {name}")
    for fault in result["faults"]:
        print(f"  FAULT {fault}")
    print("  failed" if result["faults"] else "  passed", flush=True)


if __name__ == "__main__":
    main()
