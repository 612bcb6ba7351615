#!/usr/bin/env python3
"""Measures messages through two sidecars and a broker, against the same broker without sidecars. See README.md beside this file."""

import argparse
import asyncio
import json
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # kit, beside this folder

import speed_table
from account import Journal, account
from bare import Bare, commit_rate
from brokers import BROKERS, Sqlite
from flow import Flow
from kit import bench
from kit.processes import Bed, Failed
from kit.sidecars import find_meshd
from publisher import Publisher
from run import drain, subscribed
from scene import Scene, journal_app

IN_FLIGHT = 32  # publishes under way, with sidecars and without
BULK_EVENTS, BULK_IN_FLIGHT = 100, 8
LATENCY_RATE = 1000
PACKAGES = {"wrk": "wrk", "nginx": "nginx-light", "node": "nodejs", "npm": "npm"}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--broker", default=",".join(BROKERS), help="comma-separated")
    parser.add_argument("--seconds", type=int, default=5, help="length of a window")
    parser.add_argument("--rounds", type=int, default=3, help="windows of each; ours and bare take turns")
    parser.add_argument("--meshd", help="the meshd to measure instead of the one ./mesh --where names")
    parser.add_argument("--json", type=Path, default=bench.REPOSITORY / "artifacts/bench/messages-speed.json", help="where the figures go")
    options = parser.parse_args()
    try:
        result = run(options)
    except Failed as failure:
        sys.exit(f"bench: {failure}")
    except KeyboardInterrupt:
        sys.exit("bench: stopped")
    speed_table.show(result)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(result, indent=1))
    print(f"\nJSON: {options.json}")


def run(options):
    brokers = [BROKERS[name] for name in options.broker.split(",") if name in BROKERS]
    if not brokers:
        raise Failed(f"--broker {options.broker}: there are {', '.join(BROKERS)}")
    meshd = options.meshd or find_meshd(bench.REPOSITORY)
    if not meshd or not os.access(meshd, os.X_OK):
        raise Failed(f"no program at {meshd}; build it with ./mesh --where or name one with --meshd")
    bench.install({**PACKAGES, **{program: package for broker in brokers for program, package in broker.packages.items()}}, {})
    figures = {}
    with tempfile.TemporaryDirectory(prefix="mesh-speed-") as folder, Bed(folder) as bed:
        for broker in brokers:
            print(f"{broker.name} …", flush=True)
            figures[broker.name] = _throughput(options, bed, broker, meshd)
            figures[broker.name]["latency"] = asyncio.run(_latency(options, bed, broker, meshd))
    return {"machine": bench.machine(wrk="-v", nginx="-v", node="-v"), "seconds": options.seconds, "rounds": options.rounds, "in_flight": IN_FLIGHT,
            "latency_rate": LATENCY_RATE, "brokers": figures}


def _throughput(options, bed, broker, meshd):
    """Rounds of ours and bare in turn; then bulk publishing to a group that is away."""
    flow = Flow(bed, broker, meshd)
    bare = None if broker is Sqlite else Bare(bed, broker, IN_FLIGHT)
    try:
        flow.window(IN_FLIGHT, 2)  # tiered compilation promotes in the background, after the first load
        flow.window(IN_FLIGHT, 2)
        rounds = [(flow.window(IN_FLIGHT, options.seconds), bare.window(options.seconds) if bare else commit_rate(bed, 1, options.seconds))
                  for _ in range(options.rounds)]
        figures = {"ours": [ours for ours, _ in rounds], "bare": [theirs for _, theirs in rounds]}
        flow.leave()
        figures["bulk"] = [flow.bulk(BULK_IN_FLIGHT, BULK_EVENTS, options.seconds) for _ in range(options.rounds)]
        if bare is None:
            figures["bulk_bare"] = [commit_rate(bed, BULK_EVENTS, options.seconds) for _ in range(options.rounds)]
        return figures
    finally:
        flow.end()


async def _latency(options, bed, broker, meshd):
    """Publish to handled at a fixed rate, nobody killed. Publisher and app are Python: what they take is in the figure."""
    scene = Scene(bed, broker, meshd, journal_app(0), replicas=1, settings=broker.fast)
    try:
        ports, journals = [member.port for member in scene.publishers], [Journal(path) for path in scene.journals]
        for seconds in (2, options.seconds):  # the first to warm up
            publisher, messages = Publisher(ports, LATENCY_RATE), LATENCY_RATE * seconds
            await subscribed(publisher, journals, scene)
            for journal in journals:
                journal.forget()
            publisher.may_send(None)
            await publisher.publish(messages)
            await drain(publisher, journals, 30)
        figures = account(publisher, journals, [], messages)
        return {name: figures[name] for name in ("acknowledged", "lost", "duplicates", "p50_ms", "p99_ms", "max_ms", "faults")}
    finally:
        scene.end()


if __name__ == "__main__":
    main()
