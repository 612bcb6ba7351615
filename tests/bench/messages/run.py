#!/usr/bin/env python3
"""Publishes numbered messages while sidecars, apps and the broker are killed, then counts. See README.md beside this file."""

import argparse
import asyncio
import json
import os
import signal
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # kit, beside this folder

from account import Journal, account
from brokers import BROKERS
from kills import Killer, plan
from kit import bench
from kit.processes import Bed, Failed
from kit.sidecars import find_meshd
from publisher import Publisher
from scene import Scene, journal_app
from table import show

READY_SECONDS = 60  # from the first start to the first event that an app handles
QUIET_SECONDS = 2  # without a new event, while none is missing: nothing comes twice any more


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--broker", default=",".join(BROKERS), help="comma-separated")
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--rate", type=float, default=500, help="messages a second")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1, help="decides who is killed when")
    parser.add_argument("--handler-ms", type=float, default=5, help="how long the app takes for an event")
    parser.add_argument("--stuck-seconds", type=float, default=60, help="without a new event for so long, what is missing counts as lost")
    parser.add_argument("--meshd", help="the meshd to try instead of the one ./mesh --where names")
    parser.add_argument("--json", type=Path, default=bench.REPOSITORY / "artifacts/bench/messages.json", help="where the figures go")
    options = parser.parse_args()
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, _: sys.exit(128 + number))
    try:
        result = run(options)
    except Failed as failure:
        sys.exit(f"loss proof: {failure}")
    except KeyboardInterrupt:
        sys.exit("loss proof: stopped")
    show(result)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(result, indent=1))
    print(f"\nJSON: {options.json}")
    sys.exit(1 if any(figures["faults"] for figures in result["brokers"].values()) else 0)


def run(options):
    names = options.broker.split(",")
    if unknown := [name for name in names if name not in BROKERS]:
        raise Failed(f"--broker {','.join(unknown)}: there are {', '.join(BROKERS)}")
    meshd = options.meshd or find_meshd(bench.REPOSITORY)
    if not meshd or not os.access(meshd, os.X_OK):
        raise Failed(f"no program at {meshd}; build it with ./mesh --where or name one with --meshd")
    brokers = [BROKERS[name] for name in names]
    bench.install({program: package for broker in brokers for program, package in broker.packages.items()}, {})
    figures = {}
    with tempfile.TemporaryDirectory(prefix="mesh-loss-") as folder, Bed(folder) as bed:
        for broker in brokers:
            print(f"{broker.name}: {options.messages} messages at {options.rate:g} a second, {options.kills} kills, seed {options.seed} …", flush=True)
            figures[broker.name] = asyncio.run(prove(options, bed, broker, meshd))
    settings = {name: getattr(options, name) for name in ("messages", "rate", "kills", "seed", "handler_ms")}
    return {"machine": bench.machine(**{"redis-server": "--version", "nats-server": "--version"}), **settings, "brokers": figures}


async def prove(options, bed, broker, meshd):
    """One run over one broker."""
    scene = Scene(bed, broker, meshd, journal_app(options.handler_ms))
    publisher = Publisher([member.port for member in scene.publishers], options.rate)
    journals = [Journal(path) for path in scene.journals]
    try:
        await subscribed(publisher, journals, scene)
        kills = plan(options.kills, options.messages, options.seed)
        start = time.monotonic()
        await asyncio.gather(publisher.publish(options.messages), Killer(kills, scene, publisher, options.messages).run())
        published = time.monotonic()
        await drain(publisher, journals, options.stuck_seconds)
        figures = account(publisher, journals, kills, options.messages)
        figures["publishing_s"], figures["draining_s"], figures["held_s"] = published - start, time.monotonic() - published, publisher.held_seconds
        figures["deaths_unasked"] = [process.name for process in bed.processes if process.popen.poll() is not None]
        figures["faults"] += [f"{name} ended by itself" for name in figures["deaths_unasked"]]
        figures["logs"] = scene.logs() if figures["faults"] else ""
        return figures
    finally:
        scene.end()


async def subscribed(publisher, journals, scene):
    """Waits until both apps have handled an event; a group that exists misses nothing that is published from then on."""
    give_up, number = time.monotonic() + READY_SECONDS, 0
    while time.monotonic() < give_up:
        number -= 1
        await publisher.publish_once(publisher.ports[number % len(publisher.ports)], number)
        for journal in journals:
            journal.read()
        if all(journal.numbers for journal in journals):
            return
        await asyncio.sleep(0.02)
    raise Failed(f"{scene.broker.name}: the apps did not both get an event within {READY_SECONDS} s\n{scene.logs()}")


async def drain(publisher, journals, stuck_seconds):
    """Until everything acknowledged is handled and nothing more comes, or nothing has come for too long."""
    last, missing = time.monotonic(), set(publisher.acknowledged)
    while time.monotonic() - last < (stuck_seconds if missing else QUIET_SECONDS):
        if any([journal.read() for journal in journals]):
            last = time.monotonic()
            for journal in journals:
                missing.difference_update(journal.numbers)
        await asyncio.sleep(0.05)


if __name__ == "__main__":
    main()
