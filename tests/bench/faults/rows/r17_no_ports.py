"""The machine has no port left for new connections: those that are open go on, what needs a new one is told why, and it passes."""

import asyncio
import socket

from load import read_answer
from network import OwnNetwork

TITLE = "no free port for connections: pooled ones work, new ones fail with a reason, it recovers"
PORTS = "50000 50099"


async def run(mesh):
    with OwnNetwork(ip_local_port_range=PORTS):
        return await _run(mesh)


async def _run(mesh):
    mesh.orders(1)
    client, other = mesh.client(), mesh.sidecar("other", mesh.app("other").start()).start()
    load = mesh.load(client, rate=100)
    await load.progress(2)
    # Only two ends and both ports make a connection: the same target has to be meant.
    hogs, targets = [], [other.peer_port, client.port]
    warm, pipe = await asyncio.open_connection("127.0.0.1", client.port)
    for port in targets[:1]:
        while True:
            hog = socket.socket()
            try:
                hog.connect(("127.0.0.1", port))
            except OSError:
                hog.close()
                break
            hogs.append(hog)
    pipe.write(b"GET /v1.0/invoke/other/method/call HTTP/1.1\r\nHost: localhost\r\n\r\n")
    status, text, _ = await read_answer(warm)
    await load.progress(3)
    for hog in hogs:
        hog.close()
    recovered, begin = None, asyncio.get_running_loop().time()
    while recovered is None and asyncio.get_running_loop().time() - begin < 30:
        pipe.write(b"GET /v1.0/invoke/other/method/call HTTP/1.1\r\nHost: localhost\r\n\r\n")
        again, _, _ = await read_answer(warm)
        recovered = asyncio.get_running_loop().time() - begin if again == 200 else None
        await asyncio.sleep(0.05)
    pipe.close()
    await load.stop()
    figures = mesh.account(load)
    figures["held_ports"], figures["new_connection_status"], figures["new_connection_says"] = len(hogs), status, text.decode()[-160:]
    figures["recovery_after_release_s"] = recovered
    if figures["failed"]:
        figures["faults"].append(f"{figures['failed']} calls over pooled connections failed")
    if status == 200:
        figures["faults"].append("a new connection was possible: the row did not exhaust the ports")
    elif b"assign" not in text and b"Address" not in text:
        figures["faults"].append(f"the reason is not told: {text[:200]}")
    if recovered is None or recovered > 5:
        figures["faults"].append("no recovery within five seconds")
    return figures
