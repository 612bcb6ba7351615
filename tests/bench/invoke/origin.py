"""The app behind every path: one nginx worker that serves files of fixed size and swallows uploads."""

import os
from pathlib import Path

from kit.processes import free_port, wait_for

CONFIG = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr warn;
worker_rlimit_nofile 8192;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000000;
    keepalive_timeout 300s;
    default_type application/octet-stream;
    open_file_cache max=16 inactive=1h;
    open_file_cache_valid 1h;
    client_max_body_size 0;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port} backlog=1024;
        root {folder}/www;
        location = /upload {{ return 200 "ok"; }}
    }}
}}
"""


class Origin:
    """nginx on a free loopback port. GET /<size> gives that many bytes; POST /upload gives "ok"."""

    def __init__(self, bed, sizes):
        folder = bed.folder / "nginx"
        www = folder / "www"
        www.mkdir(parents=True)
        for size in sizes:
            Path(www, str(size)).write_bytes(os.urandom(size))
        # As root nginx would drop to "nobody" with a master process only; files are made readable anyway.
        self.port = free_port()
        config = folder / "nginx.conf"
        config.write_text(CONFIG.format(folder=folder, port=self.port))
        self.process = bed.start("nginx", ["nginx", "-p", folder, "-c", config])
        wait_for(self.process, self.port, f"/{sizes[0]}", 200)


class Direct:
    """The load generator straight at the origin: what the machine gives with nothing between."""

    name = "direct"
    prefix = ""

    def __init__(self, origin):
        self.port, self.hops = origin.port, []
