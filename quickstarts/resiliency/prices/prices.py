"""prices: knows what things cost, and has a bad day. It is an ordinary web app; nothing in it knows of the mesh."""

import json
import os
import signal
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PRICES = {"tea": 3, "honey": 8, "cake": 5}

asked = Counter()
one_at_a_time = threading.Lock()


def times_asked(item):
    with one_at_a_time:
        asked[item] += 1
        return asked[item]


class Prices(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # the sidecar keeps its connections

    def do_GET(self):
        if self.path == "/asked":
            self.answer(200, dict(asked))
            return

        item = self.path.removeprefix("/price/")
        count = times_asked(item)
        if item == "tea" and count % 3 == 1:
            self.answer(503, {"error": "overloaded for a moment"})
        elif item == "cake":
            self.answer(500, {"error": "the price list of cakes is lost"})
        else:
            if item == "honey" and count % 2 == 1:
                time.sleep(3)  # hangs, and nobody knows why
            self.answer(200 if item in PRICES else 404, {"price": PRICES.get(item)})

    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass  # shop says what became of each call


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, address):
        pass  # the sidecar hung up on an answer that came too late


def main():
    # mesh sets APP_PORT to the port it was told of. Only this machine's sidecar calls the app, so it listens on loopback.
    port = int(os.environ.get("APP_PORT", "5107"))
    server = Server(("127.0.0.1", port), Prices)

    # shutdown() waits for the loop, which this thread runs: so another one calls it.
    def stop(*_):
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    print(f"Listening on port {port}")
    server.serve_forever()
    server.server_close()


main()
