#!/usr/bin/env python3
"""Compares gRPC calls through two hops of meshd with two hops of nginx, two of HAProxy and with no hop. See README.md beside this file."""

import fnmatch
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # kit, beside this folder

from apps import Direct, Echo, FixedAnswers
from kit import bench, report
from kit.haproxy import HAProxy
from kit.processes import Bed, Failed
from kit.sidecars import Sidecars, variants_of
from kit.window import measure_cells
from load import Cell, check_once, run_load
from nginx import Nginx

APPS = {"unary": FixedAnswers, "stream": Echo}
CELLS = [Cell("unary", 64, streams) for streams in (1, 32, 256)] + [Cell("unary", 16384, streams) for streams in (1, 32)] + \
        [Cell("stream", 64, streams) for streams in (1, 32)]
YARDSTICKS = ("nginx", "haproxy")
WARM_STREAMS = 32
PACKAGES = {"nginx": "nginx-light", "haproxy": "haproxy", "openssl": "openssl", "h2load": "nghttp2-client", "nghttpd": "nghttp2-server", "node": "nodejs"}
MODULES = {"grpc": "python3-grpcio"}
TARGETS = tuple((f"CPU per {what}, times nginx's", cell, 2.5, "×") for what, cell in (
    ("call at unary-64B/32", "unary-64B/32"), ("call at unary-16KB/32", "unary-16KB/32"), ("message at stream-64B/32", "stream-64B/32")))


class Ours(Sidecars):
    """Two sidecars, called by the metadata that every call carries."""

    def __init__(self, bed, app, variant):
        super().__init__(bed, variant, app.port, "grpc")
        self.port = self.grpc_port


def run(options, bed):
    wanted = options.only.split(",")
    cells = [cell for cell in CELLS if any(fnmatch.fnmatch(cell.name, pattern) for pattern in wanted)]
    if not cells:
        raise Failed(f"--only {options.only} names no cell; there are: {', '.join(cell.name for cell in CELLS)}")

    variants = variants_of(options, bench.REPOSITORY)
    measured, broken = {}, None
    try:
        for kind in APPS:
            of_kind = [cell for cell in cells if cell.kind == kind]
            if of_kind:
                measure_kind(options, bed.folder / kind, of_kind, variants, measured)
    except Failed as failure:
        broken = str(failure)  # what was measured before is still shown and written
    report.compare(measured, YARDSTICKS)
    return {
        "machine": bench.machine(nginx="-v", haproxy="-v", h2load="--version", node="--version"),
        "seconds": options.seconds, "rounds": options.rounds, "broken": broken, "cells": measured,
        "verdicts": {variant.name: verdicts(variant.name, measured) for variant in variants},
    }


def measure_kind(options, folder, cells, variants, measured):
    """Each kind of call has an app of its own, and every contender starts afresh with it."""
    folder.mkdir()
    with Bed(folder) as bed:
        app = APPS[cells[0].kind](bed, sorted({cell.size for cell in CELLS}))
        contenders = [Direct(app), Nginx(bed, app), HAProxy(bed, app.port, "proto h2")] + [Ours(bed, app, variant) for variant in variants]
        warm = Cell(cells[0].kind, 64, WARM_STREAMS)
        measure_cells(options, contenders, cells, warm, check_once, run_load, [app.process], measured)


def verdicts(name, measured):
    figures = {cell: contenders.get(name, {}).get("cpu_ratios", {}).get("nginx") for cell, contenders in measured.items()}
    return report.verdicts(TARGETS, figures, name, measured)


def show(result):
    if result["cells"]:
        print(report.table(result["cells"], YARDSTICKS))
        print("CPU and RSS are of both hops together; a ratio is of neighbouring windows; ± half the spread.")
        print(report.foreign_load(result["cells"]))
    report.print_verdicts(result["verdicts"])


if __name__ == "__main__":
    bench.main(bench.option_parser(__doc__, "grpc", "unary-64B/32, unary-*, stream-*").parse_args(), PACKAGES, run, show, MODULES)
