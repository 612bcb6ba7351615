"""A yardstick: two HAProxy processes, HTTP/2 with mutual TLS between them, HTTP/1.1 or HTTP/2 without TLS on the outside."""

import subprocess

from .certificates import make_certificates
from .processes import Failed, free_port, wait_for_port

COMMON = """
global
    nbthread 1
    maxconn 4096
    # Without a larger window HAProxy's HTTP/2 moves 64 KB a round trip; this is the better HAProxy for 1 MB bodies.
    tune.h2.initial-window-size 1048576
defaults
    mode http
    timeout connect 5s
    timeout client 60s
    timeout server 60s
    option http-keep-alive
    http-reuse always
"""

CALLER = COMMON + """
frontend local
    bind 127.0.0.1:{local} {outside} backlog 1024
    default_backend peer
backend peer
    server peer 127.0.0.1:{peer} proto h2 alpn h2 ssl verify required verifyhost callee sni str(callee) ssl-min-ver TLSv1.3 ca-file {certs}/ca.pem crt {certs}/caller.pem
"""

CALLEE = COMMON + """
frontend peer
    bind 127.0.0.1:{peer} proto h2 alpn h2 ssl verify required ssl-min-ver TLSv1.3 ca-file {certs}/ca.pem crt {certs}/callee.pem
    default_backend app
backend app
    server app 127.0.0.1:{app} {outside}
"""


class HAProxy:
    """Two hops, one process and one thread each."""

    name = "haproxy"
    prefix = ""

    def __init__(self, bed, app_port, outside=""):
        """`outside` is "proto h2" when load and app speak HTTP/2, empty for HTTP/1.1."""
        folder = bed.folder / "haproxy"
        folder.mkdir()
        make_certificates(folder)
        self.port, peer = free_port(), free_port()
        settings = {"local": self.port, "peer": peer, "app": app_port, "certs": folder, "outside": outside}
        self.hops = []
        for name, template, port in (("callee", CALLEE, peer), ("caller", CALLER, self.port)):
            config = folder / f"{name}.cfg"
            config.write_text(template.format(**settings))
            self.hops.append(bed.start(f"haproxy-{name}", ["haproxy", "-db", "-f", config]))
            wait_for_port(self.hops[-1], port)
        if plain_peer_answers(peer):
            raise Failed("haproxy: the peer port answered without a client certificate; the comparison would not be mTLS")


def plain_peer_answers(port):
    """True when a TLS client without a certificate gets an HTTP answer; TLS 1.3 shows the refusal only on the first read."""
    client = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-alpn", "h2", "-quiet"],
                            input=b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", capture_output=True, timeout=10)
    return client.stdout != b""
