"""Speaks HTTP/2 to one port, byte for byte, and not always well. A line for each case says how it went; a failure is exit code 1.

usage: http2.py framing|requests|floods|messages|CASE api|grpc|peer PORT [APP_ID [PID]]
"""

import sys
import traceback

from http2cases import floods, framing, messages, requests
from rawpeer import Port

MODULES = {"framing": framing, "requests": requests, "floods": floods, "messages": messages}


def cases(module):
    """What is in the module's table, and its public functions, named with hyphens."""
    yield from getattr(module, "TABLE", {}).items()
    for name, run in vars(module).items():
        if callable(run) and getattr(run, "__module__", "") == module.__name__ and not name.startswith("_"):
            yield name.replace("_", "-"), run


def passes(name, run, port):
    try:
        run(port)
        port.assert_healthy()
    except Exception as error:
        traceback.print_exc(file=sys.stdout)
        print(f"FAILED {name}: {error!r}", flush=True)
        return False
    print(f"PASSED {name}", flush=True)
    return True


def main(what, kind, port, app_id="", pid=""):
    port = Port(kind, int(port), app_id, pid)
    every = {name: run for module in MODULES.values() for name, run in cases(module)}
    chosen = dict(cases(MODULES[what])) if what in MODULES else {what: every[what]} if what in every else None
    if chosen is None:
        sys.exit(f"no case {what}; there are: {' '.join(sorted(every))}")
    sys.exit(0 if all([passes(name, run, port) for name, run in chosen.items()]) else 1)


main(*sys.argv[1:])
