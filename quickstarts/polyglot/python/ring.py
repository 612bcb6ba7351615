"""One of three programs that call each other in a ring: Program.cs and ring.js are the same in other languages. It knows the name of the next one, and no address."""

import json
import os
import platform
import signal
import threading
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

# mesh sets these: the app's own name, its port, and the port of its sidecar. NEXT is from dapr.yaml.
APP_ID = os.environ.get("APP_ID", "python")
APP_PORT = int(os.environ.get("APP_PORT", "5110"))
DAPR_HTTP_PORT = os.environ.get("DAPR_HTTP_PORT", "3500")
DAPR_API_TOKEN = os.environ.get("DAPR_API_TOKEN")
NEXT = os.environ.get("NEXT", "csharp")

SECONDS_FOR_A_CALL = 10
ME = {"app": APP_ID, "is": f"Python {platform.python_version()}"}
HEADERS = {"content-type": "application/json"} | ({"dapr-api-token": DAPR_API_TOKEN} if DAPR_API_TOKEN else {})

FAILURES = (OSError, HTTPException, ValueError)  # no connection or time, half an answer, no JSON

sidecar = build_opener(ProxyHandler({}))  # localhost is no business of a proxy


def pass_on(lap):
    url = f"http://localhost:{DAPR_HTTP_PORT}/v1.0/invoke/{NEXT}/method/lap"
    request = Request(url, json.dumps(lap).encode(), HEADERS)
    try:
        with sidecar.open(request, timeout=SECONDS_FOR_A_CALL) as answer:
            return json.load(answer)
    except HTTPError as error:
        raise OSError(f"{NEXT} answered {error.code}: {error.read().decode()}") from error


def read_lap(body):
    try:
        lap = json.loads(body)
        return lap if isinstance(lap, list) else None
    except ValueError:
        return None


class Ring(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # the sidecar keeps its connections

    def do_POST(self):
        if "content-length" not in self.headers:
            self.close_connection = True  # where the body ends is not known
            self.answer(411, {"error": "http.server reads no chunks: send a content-length"})
            return

        body = self.rfile.read(int(self.headers["content-length"]))
        if self.path != "/lap":
            self.answer(404, {"error": "there is only POST /lap"})
            return

        lap = read_lap(body)
        if lap is None:
            self.answer(400, {"error": "the body must be a JSON array of hops"})
            return

        # The sidecar says who called; the caller cannot.
        print(f"{APP_ID} is {ME['is']}, called by {self.headers['dapr-caller-app-id']}")
        if lap[:1] == [ME]:
            self.answer(200, lap)  # the ring is closed
            return

        try:
            self.answer(200, pass_on([*lap, ME]))
        except FAILURES as error:
            self.answer(502, {"error": str(error)})

    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass  # it says itself what it does


def main():
    # Only this machine's sidecar calls the app, so it listens on loopback.
    server = ThreadingHTTPServer(("127.0.0.1", APP_PORT), Ring)

    # shutdown() waits for the loop, which this thread runs: so another one calls it.
    def stop(*_):
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    print(f"Listening on port {APP_PORT}")
    server.serve_forever()
    server.server_close()


main()
