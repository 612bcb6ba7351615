"""An HTTP app of Python's standard library whose topics are declared in YAML. It publishes to itself through its sidecar; a line after each scenario
says how it went; a failure is exit code 1.

usage: declared_topics.py SCENARIO[,SCENARIO...] APP_PORT SIDECAR_PORT
"""

import base64
import http.server
import json
import sys
import threading
import time
import traceback
import urllib.error
import urllib.request

BUS = "bus"
EVENTS = []  # (path, headers, event)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        """It knows nothing of Dapr: /dapr/subscribe does not exist either."""
        self.reply(404)

    def do_POST(self):
        event = json.loads(self.rfile.read(int(self.headers["content-length"])))
        EVENTS.append((self.path, {name.lower(): value for name, value in self.headers.items()}, event))
        data = event.get("data")
        asked = data if isinstance(data, dict) else {}
        if self.path == "/batch":
            statuses = [{"entryId": entry["entryId"], "status": "SUCCESS"} for entry in event["entries"]]
            self.reply(200, json.dumps({"statuses": statuses}).encode())
        else:
            self.reply(asked.get("code", 200), asked.get("answer", "").encode())

    def reply(self, code, body=b""):
        self.send_response(code)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def publish(port, topic, data, query="", content_type="application/json"):
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    url = f"http://127.0.0.1:{port}/v1.0/publish/{BUS}/{topic}{query}"
    with urllib.request.urlopen(urllib.request.Request(url, body, {"content-type": content_type}), timeout=10) as answer:
        assert answer.status == 204, answer.status


def until(path, is_meant=lambda event: True, count=1, seconds=20):
    """The deliveries to a path, as soon as there are so many."""
    end = time.monotonic() + seconds
    while True:
        came = [(headers, event) for at, headers, event in EVENTS if at == path and is_meant(event)]
        if len(came) >= count:
            return came
        assert time.monotonic() < end, f"not {count} events at {path} in {seconds} s: {EVENTS}"
        time.sleep(0.01)


def route(port):
    """v1alpha1: one path; the slash that it lacks in the file is added."""
    publish(port, "orders", {"n": 1})
    [(headers, event)] = until("/orders", lambda event: event["data"] == {"n": 1})
    assert event["topic"] == "orders", event
    assert headers["content-type"] == "application/cloudevents+json", headers


def rules(port):
    """v2alpha1: the first rule that holds."""
    publish(port, "routed", {"n": 1}, "?metadata.cloudevent.type=vip")
    publish(port, "routed", {"n": 2})
    assert until("/vip")[0][1]["data"] == {"n": 1}
    assert until("/others")[0][1]["data"] == {"n": 2}


def answers(port):
    """What fails becomes a dead letter, what succeeds does not."""
    dead = ({"code": 500}, {"code": 404}, {"code": 200, "answer": '{"status":"DROP"}'}, {"code": 201, "answer": '{"status":"RETRY"}'})
    alive = ({"code": 200}, {"code": 204}, {"code": 200, "answer": "thanks"}, {"code": 202, "answer": '{"status":"SUCCESS"}'})
    for data in alive + dead:
        publish(port, "strict", data)
    until("/strict", count=len(alive + dead))
    letters = [event["data"] for _, event in until("/dead", count=len(dead))]
    assert sorted(map(str, letters)) == sorted(map(str, dead)), letters


def batch(port):
    for n in range(12):
        publish(port, "batched", {"n": n})
    end = time.monotonic() + 20
    while sorted(entry["event"]["data"]["n"] for _, event in until("/batch") for entry in event["entries"]) != list(range(12)):
        assert time.monotonic() < end, EVENTS
        time.sleep(0.01)
    headers, event = until("/batch")[0]
    assert event["type"] == "com.dapr.event.sent.bulk" and event["entries"][0]["contentType"] == "application/cloudevents+json", event


def raw(port):
    publish(port, "bare", b"\x00\xff bytes", "?metadata.rawPayload=true", "application/octet-stream")
    event = until("/bare")[0][1]
    assert base64.b64decode(event["data_base64"]) == b"\x00\xff bytes" and event["datacontenttype"] == "application/octet-stream", event


def expired(port):
    """An event that is too old when it comes."""
    publish(port, "orders", {"too": "late"}, "?metadata.ttlInSeconds=-1s")
    publish(port, "orders", {"in": "time"}, "?metadata.ttlInSeconds=60")
    until("/orders", lambda event: event["data"] == {"in": "time"})
    assert not [event for _, _, event in EVENTS if event.get("data") == {"too": "late"}], EVENTS


def scope(port):
    """A subscription of another app."""
    publish(port, "foreign", {"n": 1})
    publish(port, "orders", {"after": "foreign"})
    until("/orders", lambda event: event["data"] == {"after": "foreign"})
    assert not [path for path, _, _ in EVENTS if path == "/foreign"], EVENTS


def wait_for_sidecar(port):
    end = time.monotonic() + 30
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/v1.0/healthz", timeout=5).close()
            return
        except urllib.error.URLError:
            assert time.monotonic() < end, "the sidecar does not become healthy"
            time.sleep(0.02)


def main(names, app_port, port):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", int(app_port)), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    wait_for_sidecar(port)
    failed = 0
    for name in names.split(","):
        try:
            globals()[name](port)
            print(f"PASSED {name}", flush=True)
        except Exception as error:
            print(f"{traceback.format_exc()}FAILED {name}: {error!r}", flush=True)
            failed += 1
    sys.exit(1 if failed else 0)


main(*sys.argv[1:])
