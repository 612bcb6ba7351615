"""An HTTP app of Python's own server: answers JSON with what it saw; /status/NNN answers that status. usage: http_app.py PORT"""

import http.server
import json
import sys


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        path, _, query = self.path.partition("?")
        seen = {
            "app": "python http",
            "method": path.lstrip("/"),
            "verb": self.command,
            "query": query,
            "contentType": self.headers.get("content-type"),
            "body": body.decode(),
            "metadata": {name.lower(): value for name, value in self.headers.items()},
        }
        data = json.dumps(seen, ensure_ascii=False).encode()
        self.send_response(int(path.rsplit("/", 1)[1]) if path.startswith("/status/") else 200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.send_header("x-from-app", "yes")
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = answer

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
print("ready", flush=True)
server.serve_forever()
