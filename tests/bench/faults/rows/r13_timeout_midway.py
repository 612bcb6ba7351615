"""A policy's time limit passes while the answer streams: cut so that nobody takes it for whole, and made once."""

import asyncio

from account import executions
from load import read_answer

TITLE = "a timeout in the middle of an answer: cut, visible, and no second attempt"
POLICY = """
apiVersion: dapr.io/v1alpha1
kind: Resiliency
metadata:
  name: limits
spec:
  policies:
    timeouts:
      short: 1s
    retries:
      again:
        policy: constant
        duration: 10ms
        maxRetries: 3
  targets:
    apps:
      orders:
        timeout: short
        retry: again
"""
CALLS = 50


async def run(mesh):
    flags = ["--resources-path", mesh.write("resources/limits.yaml", POLICY).parent]
    orders, client = mesh.orders(1)[0], mesh.client(flags=flags)
    whole = b"".join(b"data: %d\n\n" % i for i in range(20))
    outcomes = await asyncio.gather(*(_call(client.port, f"s-{i}", whole) for i in range(CALLS)))
    twice = [id for id, count in executions([orders.app.journal]).items() if count > 1]
    figures = {"sent": CALLS, "ok": outcomes.count("ok"), "failed": outcomes.count("cut"), "truncated_but_ok": outcomes.count("truncated"),
               "duplicated": len(twice), "lost": 0, "outcomes": sorted(set(outcomes)), "faults": []}
    if figures["truncated_but_ok"]:
        figures["faults"].append(f"{figures['truncated_but_ok']} answers were cut and looked whole")
    if twice:
        figures["faults"].append(f"{len(twice)} calls were made again after their answer had begun")
    if outcomes.count("ok"):
        figures["faults"].append("the limit cut nothing: does this build obey the policy, or does its limit end with the head?")
    return figures


async def _call(port, id, whole):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /v1.0/invoke/orders/method/stream?chunks=20&ms=100 HTTP/1.1\r\nHost: localhost\r\nx-id: {id}\r\n\r\n".encode())
    try:
        status, body, _ = await asyncio.wait_for(read_answer(reader), 30)
    except (ConnectionError, asyncio.IncompleteReadError, ValueError):
        return "cut"
    finally:
        writer.close()
    return "ok" if body == whole else "truncated" if status == 200 else f"{status}"
