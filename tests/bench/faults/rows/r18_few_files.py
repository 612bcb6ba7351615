"""A sidecar may open 256 files; its app opens more connections than that."""

import asyncio

TITLE = "256 open files: new connections wait, old ones work, no crash, it recovers"
FILES, CONNECTIONS = 256, 400


async def run(mesh):
    limit = ["prlimit", f"--nofile={FILES}:{FILES}"]
    mesh.orders(1)
    client = mesh.sidecar("client", prefix=limit).start()
    load = mesh.load(client, rate=100)
    await load.progress(2)
    extra = await asyncio.gather(*(asyncio.open_connection("127.0.0.1", client.port) for _ in range(CONNECTIONS)), return_exceptions=True)
    await load.progress(10)
    alive = client.process.popen.poll() is None
    lines = len(client.process.log.read_text().splitlines())
    for connection in extra:
        if not isinstance(connection, BaseException):
            connection[1].close()
    await load.progress(2)
    await load.stop()
    after = mesh.load(client, rate=100)
    await after.progress(2)
    await after.stop()
    figures = mesh.account(load)
    figures["alive"], figures["log_lines"], figures["failed_after"] = alive, lines, sum(call.outcome != "ok" for call in after.calls)
    figures["opened"] = sum(not isinstance(connection, BaseException) for connection in extra)
    if not alive:
        figures["faults"].append("the sidecar ended")
    if figures["failed"] or figures["failed_after"]:
        figures["faults"].append(f"{figures['failed']} calls over old connections failed, {figures['failed_after']} afterwards")
    if lines > 500:
        figures["faults"].append(f"{lines} lines of log")
    return figures
