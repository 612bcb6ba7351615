"""The apps behind every path, one for each kind of call. Neither decodes a message, so that they cost little."""

import struct
from pathlib import Path

from kit.processes import free_port, wait_for_port

HERE = Path(__file__).parent
MAX_STREAMS = 4096


def framed(size):
    """A gRPC message of that many bytes as it goes over the wire: not compressed, its length, its bytes."""
    return struct.pack(">BI", 0, size) + bytes(size)


class FixedAnswers:
    """nghttpd: a file is one framed answer, and every answer ends with the trailer `grpc-status: 0`."""

    def __init__(self, bed, sizes):
        folder = bed.folder / "answers"
        for size in sizes:
            file = folder / method_of(size).lstrip("/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(framed(size))
        types = bed.folder / "mime.types"
        types.write_text("application/grpc grpc\n")
        self.port = free_port()
        self.process = bed.start("nghttpd", [
            "nghttpd", "--no-tls", "-a", "127.0.0.1", "-d", folder, "-m", MAX_STREAMS, "--mime-types-file", types,
            "--no-content-length", "--trailer", "grpc-status: 0", self.port])
        wait_for_port(self.process, self.port)


class Echo:
    """Node's own HTTP/2 server: a stream's messages come back as they are."""

    def __init__(self, bed, sizes):
        self.port = free_port()
        self.process = bed.start("echo", ["node", HERE / "echo.js", self.port])
        wait_for_port(self.process, self.port)


def method_of(size):
    """The ending gives nghttpd the content type."""
    return f"/bench.Echo/Fixed{size}.grpc"


class Direct:
    """The load generator straight at the app: what the machine gives with nothing between."""

    name = "direct"

    def __init__(self, app):
        self.port, self.hops = app.port, []
