"""The yardstick: two nginx processes with grpc_pass, HTTP/2 without TLS in, TLS 1.3 with both certificates verified between, HTTP/2 to the app."""

import subprocess

from apps import MAX_STREAMS, method_of
from kit.certificates import make_certificates
from kit.processes import Failed, free_port, wait_for_port

# One process without a master: its pid is all of the hop. Limits that would end a connection within a window are out of the way, and a
# buffer holds the largest message of the benchmark.
CONFIG = """
daemon off;
master_process off;
pid {folder}/{name}.pid;
error_log stderr warn;
worker_rlimit_nofile 8192;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    keepalive_requests 1000000000;
    keepalive_timeout 300s;
    http2_max_concurrent_streams {streams};
    client_max_body_size 0;
    client_body_timeout 300s;
    client_body_buffer_size 128k;
    grpc_buffer_size 32k;
    grpc_read_timeout 300s;
    grpc_send_timeout 300s;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    upstream next {{
        server 127.0.0.1:{next};
        keepalive 1024;
        keepalive_requests 1000000000;
        keepalive_timeout 300s;
    }}
    server {{
        {server}
    }}
}}
"""

CALLER = """
        listen 127.0.0.1:{local} http2 backlog=1024;
        grpc_ssl_protocols TLSv1.3;
        grpc_ssl_certificate {folder}/caller.crt;
        grpc_ssl_certificate_key {folder}/caller.key;
        grpc_ssl_trusted_certificate {folder}/ca.pem;
        grpc_ssl_verify on;
        grpc_ssl_name callee;
        grpc_ssl_server_name on;
        location / {{ grpc_pass grpcs://next; }}
"""

CALLEE = """
        listen 127.0.0.1:{local} ssl http2 backlog=1024;
        ssl_protocols TLSv1.3;
        ssl_certificate {folder}/callee.crt;
        ssl_certificate_key {folder}/callee.key;
        ssl_client_certificate {folder}/ca.pem;
        ssl_verify_client on;
        location / {{ grpc_pass grpc://next; }}
"""


class Nginx:
    """Two hops, one process and one thread each."""

    name = "nginx"

    def __init__(self, bed, app):
        self.folder = bed.folder / "nginx"
        self.folder.mkdir()
        make_certificates(self.folder)
        self.port, peer = free_port(), free_port()
        self.hops = [self._start(bed, "callee", CALLEE, peer, app.port), self._start(bed, "caller", CALLER, self.port, peer)]
        if answers_without_certificate(peer):
            raise Failed("nginx: the peer port answered without a client certificate; the comparison would not be mTLS")

    def _start(self, bed, name, server, local, following):
        config = self.folder / f"{name}.conf"
        config.write_text(CONFIG.format(folder=self.folder, name=name, next=following, streams=MAX_STREAMS,
                                        server=server.format(local=local, folder=self.folder).strip()))
        process = bed.start(f"nginx-{name}", ["nginx", "-p", self.folder, "-c", config])
        wait_for_port(process, local)
        return process


def answers_without_certificate(port):
    """True when a client without a certificate gets through: nginx refuses it with status 400, not in the handshake."""
    done = subprocess.run(["h2load", "-n", "1", f"https://127.0.0.1:{port}{method_of(64)}"], capture_output=True, text=True, timeout=10)
    return "status codes: 0 2xx" not in done.stdout
