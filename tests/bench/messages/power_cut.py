"""
P14: the power goes while the embedded store is in use. The system calls of a sidecar are recorded; for many moments of the record, the files are made
as a disk would have them that kept what was synced before, and of the rest nothing, or any of its sectors. What was acknowledged before must be there.
"""

import random
import re
import sqlite3
import time
from bisect import bisect_right

from account import Journal
from brokers import Sqlite
from kit.processes import Failed
from power_trace import Disk, read_trace
from publisher import Publisher
from run import drain, subscribed
from scene import Scene, journal_app

RATE = 400
QUIET_SECONDS = 10
CUTS, SEED = 40, 1
NUMBER = re.compile(rb'"n":(\d+)')


async def try_fault(bed, broker, meshd, messages):
    if broker is not Sqlite:
        raise Failed(f"power-cut: {broker.name} has a disk of its own, and promises of its own; only sqlite is tried")
    trace = bed.folder / f"power-{messages}.trace"
    record = ["strace", "-D", "-f", "--seccomp-bpf", "-qq", "-ttt", "-y", "-xx", "-s", "1000000", "-o", trace,
              "-e", "trace=pwrite64,fsync,fdatasync,ftruncate", "-e", "signal=none"]
    # One sidecar does it all: what a second one wrote would be in another record.
    scene = Scene(bed, broker, meshd, journal_app(0), replicas=1, settings={"startFrom": "earliest"}, wrap=record, publishers=0)
    publisher, journals = Publisher([scene.subscribers[0].port], RATE), [Journal(path) for path in scene.journals]
    publisher.may_send(None)
    wall_ns = time.time_ns() - time.monotonic_ns()
    try:
        await subscribed(publisher, journals, scene)
        await publisher.publish(messages)
        await drain(publisher, journals, QUIET_SECONDS)
    finally:
        scene.end()
    handled = {number: at + wall_ns for number, at in reversed(list(zip(journals[0].numbers, journals[0].times)))}
    acknowledged = sorted((at + wall_ns, number) for number, at in publisher.acknowledged.items())
    return {"sent": len(publisher.sent), "handled": len(handled.keys() & publisher.sent.keys()), **_cut(trace, scene.folder, acknowledged, handled)}


def line(f):
    return (f"{f['sent']} sent, {f['acknowledged']} acknowledged, {f['handled']} handled; {f['syncs']} fsyncs; {f['cuts']} moments, each with nothing unsynced and with some: "
            f"lost {f['lost']}, damaged {f['damaged']}, at most {f['unsynced_bytes']} bytes unsynced; with an fsync that does nothing {f['control']} would be lost")


def _cut(trace, folder, acknowledged, handled):
    calls = read_trace(trace, "bus.db")
    ends = acknowledged[0][0], acknowledged[-1][0]
    inside = [i for i, call in enumerate(calls) if ends[0] < call.at_ns < ends[1]]
    chance = random.Random(SEED)
    moments = sorted(chance.sample(inside, min(CUTS, len(inside))))
    disk, lying = Disk(), Disk(obeys=False)
    lost, damaged, control, unsynced = set(), 0, set(), 0
    times = [at for at, _ in acknowledged]
    for i, call in enumerate(calls[:moments[-1] + 1]):
        disk.take(call)
        lying.take(call)
        if i not in moments:
            continue
        known = [number for _, number in acknowledged[:bisect_right(times, call.at_ns)]]
        owed = {number for number in known if not handled.get(number, call.at_ns) < call.at_ns}
        unsynced = max(unsynced, disk.unsynced_bytes)
        for image in (disk.image(None), disk.image(chance)):
            kept = _numbers(folder, image)
            damaged += kept is None
            lost |= owed - (kept or set())
        control |= owed - (_numbers(folder, lying.image(None)) or set())
    faults = [f"{len(lost)} messages were acknowledged and not on the disk: {sorted(lost)[:10]}"] if lost else []
    faults += [f"{damaged} of {2 * len(moments)} images were damaged"] if damaged else []
    faults += [] if control else ["a disk that never syncs would have lost nothing either: this run proves nothing"]
    return {"acknowledged": len(acknowledged), "syncs": sum(call.is_sync for call in calls), "cuts": len(moments), "lost": len(lost), "damaged": damaged,
            "unsynced_bytes": unsynced, "control": len(control), "faults": faults}


def _numbers(folder, image):
    """What a database of these files holds; None when it is damaged."""
    for suffix in ("", "-wal", "-shm"):
        (folder / f"image.db{suffix}").unlink(missing_ok=True)
    for suffix, data in image.items():
        (folder / f"image.db{suffix}").write_bytes(data)
    database = sqlite3.connect(folder / "image.db")
    try:
        if database.execute("PRAGMA quick_check").fetchone() != ("ok",):
            return None
        rows = database.execute("SELECT data FROM messages").fetchall() if database.execute("SELECT 1 FROM sqlite_master").fetchone() else []
        return {int(found[1]) for row in rows if (found := NUMBER.search(row[0]))}
    except sqlite3.DatabaseError:
        return None
    finally:
        database.close()
