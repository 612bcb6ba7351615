"""Messages as fast as they go: wrk → sidecar → broker → sidecar → nginx."""

import json
import subprocess
import time
from pathlib import Path

from app import BUS, ROUTE, SUBSCRIPTIONS, TOPIC
from kit.processes import READY_SECONDS, Failed, get_body
from scene import Scene

HERE = Path(__file__).parent
POLL_SECONDS = 0.01

NGINX = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    keepalive_requests 1000000000;
    keepalive_timeout 300s;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    default_type application/json;
    server {{
        listen 127.0.0.1:{port};
        location = /dapr/subscribe {{ return 200 '{subscriptions}'; }}
        location = {route} {{ return 200; }}
        location = /status {{ stub_status; }}
    }}
}}
"""


class Flow:
    """One publishing and one subscribing sidecar. The app is nginx, which counts."""

    def __init__(self, bed, broker, meshd):
        self.bed, self.polls = bed, 0
        self.scene = Scene(bed, broker, meshd, _nginx, replicas=1, settings=broker.fast)
        self.publisher, self.subscriber = self.scene.publishers[0].process, self.scene.subscribers[0].process
        give_up = time.monotonic() + READY_SECONDS
        while f"Subscribed to topic {TOPIC}" not in self.subscriber.log.read_text():
            if time.monotonic() > give_up:
                raise Failed(f"{broker.name}: not subscribed after {READY_SECONDS} s\n{self.scene.logs()}")
            time.sleep(POLL_SECONDS)

    def window(self, connections, seconds):
        """Publishes for so long, and waits until the app has had every message."""
        processes = [self.publisher, self.subscriber] + ([self.scene.broker.process] if self.scene.broker.process else [])
        before, cpu, start = self._requests(), [process.session_cpu_us() for process in processes], time.monotonic()
        seen = self._publish(f"/v1.0/publish/{BUS}/{TOPIC}", '{"n":1}', connections, seconds)
        accepted, give_up = seen["requests"] - seen["errors"], time.monotonic() + READY_SECONDS
        while (handled := self._requests() - before) < accepted:
            if time.monotonic() > give_up:
                raise Failed(f"{handled} of {accepted} messages came within {READY_SECONDS} s\n{self.scene.logs()}")
            time.sleep(POLL_SECONDS)
        elapsed = time.monotonic() - start
        spent = [process.session_cpu_us() - was for process, was in zip(processes, cpu)]
        time.sleep(0.3)  # what was under way when wrk ended arrives outside the next window
        return {"per_second": handled / elapsed, "accepted_per_second": accepted / (seen["duration_us"] / 1e6), "messages": handled,
                "cpu_us": sum(spent[:2]) / handled, "broker_cpu_us": sum(spent[2:]) / handled,
                "publish_p50_us": seen["p50_us"], "publish_p99_us": seen["p99_us"], "errors": seen["errors"]}

    def leave(self):
        """The subscribing sidecar ends; its group stays, and everything is kept for it."""
        self.bed.stop(self.subscriber)

    def bulk(self, connections, events, seconds):
        """Publishes many events a request, to a group that is away."""
        body = json.dumps([{"entryId": str(i), "event": {"n": 1}, "contentType": "application/json"} for i in range(events)])
        cpu = self.publisher.cpu_us()
        seen = self._publish(f"/v1.0/publish/bulk/{BUS}/{TOPIC}", body, connections, seconds)
        accepted = (seen["requests"] - seen["errors"]) * events
        return {"per_second": accepted / (seen["duration_us"] / 1e6), "cpu_us": (self.publisher.cpu_us() - cpu) / max(1, accepted),
                "publish_p50_us": seen["p50_us"], "publish_p99_us": seen["p99_us"], "errors": seen["errors"]}

    def end(self):
        self.scene.end()

    def _publish(self, path, body, connections, seconds):
        file = self.scene.folder / "body.json"
        file.write_text(body)
        done = subprocess.run(
            ["wrk", "-t", "1", "-c", str(connections), "-d", f"{seconds}s", "--timeout", "15s", "-s", str(HERE / "publish.lua"),
             f"http://127.0.0.1:{self.scene.publishers[0].port}{path}", "--", str(file)], capture_output=True, text=True)
        lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
        if done.returncode != 0 or not lines:
            raise Failed(f"wrk failed:\n{done.stdout}{done.stderr}\n{self.scene.logs()}")
        return json.loads(lines[-1])

    def _requests(self):
        """What nginx has had, without these questions."""
        self.polls += 1
        return int(get_body(self.scene.apps[0].port, "/status").split()[9]) - self.polls


def _nginx(folder, port, journal):
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, port=port, subscriptions=SUBSCRIPTIONS.decode(), route=ROUTE))
    return ["nginx", "-p", folder, "-c", config]
