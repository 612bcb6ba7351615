"""A sidecar has 128 MiB from its start, as in a container: four times the load that its app can take, and then 1,000 bodies of 512 KiB at once, again and again."""

import asyncio
import os
import time
from collections import Counter
from pathlib import Path

from load import PATIENCE_SECONDS, read_answer

TITLE = "128 MiB: four times the load, and 1,000 bodies at once: sheds with 503, is not killed"
GROUP = Path("/sys/fs/cgroup/memory") / f"mesh-faults-{os.getpid()}"
LIMIT_BYTES = 128 << 20
ENTER = ["sh", "-c", f'echo $$ > {GROUP}/cgroup.procs; exec "$@"', "sh"]
FLAGS = ["--app-max-concurrency", "4"]
HANDLER_MS = 20  # 200 a second with four at a time
AT_ONCE, BODY, MOST_ROUNDS = 1000, os.urandom(512 * 1024), 5
HOLD_MS = 2000  # the app looks at no body before all have come


async def run(mesh):
    if not GROUP.parent.exists():
        return {"skipped": "needs a memory controller of cgroup v1", "faults": []}
    GROUP.mkdir()
    (GROUP / "memory.limit_in_bytes").write_text(str(LIMIT_BYTES))
    figures = await _overload(mesh)
    for side in ("caller", "callee"):
        await _bursts(mesh, side, figures)
    return figures


async def _overload(mesh):
    """Four times the load, for as long as the scale says; the callee's sidecar is in the group."""
    orders, client = mesh.orders(1, flags=FLAGS, prefix=ENTER)[0], mesh.client()
    load = mesh.load(client, rate=800, path=f"/call?ms={HANDLER_MS}")
    await load.progress(30 * mesh.options.scale)
    end = time.monotonic_ns()
    await load.stop()
    figures = mesh.account(load)
    figures["peak_mb"], figures["drained_s"] = _peak_mb(), (max(call.ended_ns for call in load.calls) - end) / 1e9
    figures["shed"] = sum(call.outcome.startswith("503") for call in load.calls)
    if figures["shed"] != figures["failed"]:
        figures["faults"].append(f"{figures['failed'] - figures['shed']} calls failed in another way than by 503")
    if not figures["shed"]:
        figures["faults"].append("nothing was shed: what is more than the app can take only waits")
    await _stop(mesh, orders, client)
    return figures


async def _bursts(mesh, side, figures):
    """All at once to the same pair of sidecars, with and without a length in turn; the one of `side` is in the group."""
    orders = mesh.orders(1, prefix=ENTER if side == "callee" else ())[0]
    client = mesh.client(prefix=ENTER if side == "caller" else ())
    for number in range(min(MOST_ROUNDS, mesh.options.rounds)):
        (GROUP / "memory.max_usage_in_bytes").write_text("0")
        outcomes = Counter(await asyncio.gather(*(_post(client.port, chunked=number % 2 == 1) for _ in range(AT_ONCE))))
        afterwards = Counter([await _post(client.port, chunked=False, hold=0) for _ in range(5)])
        figures[f"burst {number + 1}, {side}"] = f"{dict(outcomes)}, peak {_peak_mb():.0f} MB, afterwards {dict(afterwards)}"
        if outcomes["no answer"] or not outcomes["200"] or afterwards["200"] < 5:
            figures["faults"].append(f"burst {number + 1}, {side}: calls hang, or fail when it is over")
    await _stop(mesh, orders, client)


async def _post(port, chunked, hold=HOLD_MS):
    length = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {len(BODY)}"
    writer = None
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(f"POST /v1.0/invoke/orders/method/call?ms={hold}&late=1 HTTP/1.1\r\nHost: localhost\r\n{length}\r\n\r\n".encode())
            writer.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY) if chunked else BODY)
            return str((await read_answer(reader))[0])
    except TimeoutError:
        return "no answer"
    except (OSError, asyncio.IncompleteReadError):
        return "refused"  # one connection too many is closed
    finally:
        if writer:
            writer.close()


async def _stop(mesh, *sidecars):
    for sidecar in sidecars:
        if sidecar.process.popen.poll() is None:
            await sidecar.terminate()


def _peak_mb():
    return int((GROUP / "memory.max_usage_in_bytes").read_text()) / (1 << 20)


def clean():
    if GROUP.exists():
        for pid in (GROUP / "cgroup.procs").read_text().split():
            (GROUP.parent / "cgroup.procs").write_text(pid)
        GROUP.rmdir()
