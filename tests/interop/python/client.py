"""Runs scenarios against the echo app, with Debian's python3-grpcio. A line after each says how it went; a failure is exit code 1.

usage: client.py SCENARIO[,SCENARIO...] TARGET [APP_ID] [name=value ...]
TARGET is host:port or unix:/path; without APP_ID the app itself is called.
"""

import asyncio
import faulthandler
import inspect
import os
import sys
import traceback

from mesh import Mesh
from scenarios import access, cancellation, life, load, metadata, status, streams, unary


def scenarios():
    """Every public coroutine of the scenario modules; its name with hyphens."""
    for module in (unary, streams, cancellation, metadata, status, load, life, access):
        for name, run in vars(module).items():
            if inspect.iscoroutinefunction(run) and run.__module__ == module.__name__ and not name.startswith("_"):
                yield name.replace("_", "-"), run


async def passes(name, target, app_id, options):
    run = dict(scenarios()).get(name)
    if run is None:
        sys.exit(f"no scenario {name}; there are: {' '.join(sorted(dict(scenarios())))}")
    mesh = Mesh(target, app_id, options)
    limit = float(options.get("limit", 30))
    faulthandler.dump_traceback_later(limit + 15, exit=True)  # for what does not even take its cancellation
    try:
        await asyncio.wait_for(run(mesh), limit)
        print(f"PASSED {name}", flush=True)
        return True
    except (Exception, asyncio.CancelledError) as error:
        traceback.print_exc(file=sys.stdout)
        print(f"FAILED {name}: {error!r}", flush=True)
        return False
    finally:
        await mesh.close()
        faulthandler.cancel_dump_traceback_later()


async def main(names, target, *rest):
    app_id = rest[0] if rest and "=" not in rest[0] else None
    options = dict(pair.split("=", 1) for pair in rest if "=" in pair)
    failed = [name for name in names.split(",") if not await passes(name, target, app_id, options)]
    sys.stdout.flush()
    os._exit(1 if failed else 0)  # what a failed scenario left open does not keep the process


asyncio.run(main(*sys.argv[1:]))
