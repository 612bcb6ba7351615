"""billing: sends one bill for each order. It is an ordinary web app; what it subscribes to it says when its sidecar asks."""

import json
import os
import signal
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SUBSCRIPTIONS = [{"pubsubname": "pubsub", "topic": "orders", "route": "/orders"}]

# A message may come twice: only the order's own id tells. A real app keeps these in its database, in the transaction that writes the bill.
billed = set()
one_at_a_time = threading.Lock()


def bill(order):
    with one_at_a_time:
        if order["id"] in billed:
            print(f"Order {order['number']} came again, and is not billed twice")
            return

        billed.add(order["id"])
        print(f"Billed order {order['number']}: {order['quantity']} x {order['item']}")


class Billing(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # the sidecar keeps its connections

    def do_GET(self):
        if self.path == "/dapr/subscribe":
            self.answer(200, json.dumps(SUBSCRIPTIONS).encode())
        else:
            self.answer(404)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.path != "/orders":
            self.answer(404)
            return

        event = json.loads(body)  # a CloudEvent: what was published is its data
        bill(event["data"])
        self.answer(200)  # acknowledges it; before this line the broker still has it, and an error would let it come again

    def answer(self, status, body=b""):
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass  # it says itself what it does


def main():
    # mesh sets APP_PORT to the port it was told of. Only this machine's sidecar calls the app, so it listens on loopback.
    port = int(os.environ.get("APP_PORT", "5106"))
    server = ThreadingHTTPServer(("127.0.0.1", port), Billing)

    # shutdown() waits for the loop, which this thread runs: so another one calls it.
    def stop(*_):
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    print(f"Listening on port {port}")
    server.serve_forever()
    server.server_close()


main()
