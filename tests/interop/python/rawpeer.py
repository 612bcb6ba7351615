"""One end of an HTTP/2 connection: frames go out as they are given, and what comes back is kept. h2 itself is only used for what is well-behaved."""

import re
import socket
import struct
import time

import h2.config
import h2.connection
import h2.events
import hpack

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = range(10)
END_STREAM, ACK, END_HEADERS, PADDED = 0x1, 0x1, 0x4, 0x8
PATIENCE = 10


def frame(kind, flags=0, stream=0, payload=b"", length=None):
    """A frame; its length may lie."""
    size = len(payload) if length is None else length
    return struct.pack(">I", size)[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def message(payload, compressed=0, length=None):
    """A gRPC message with its prefix, which may lie."""
    return struct.pack(">BI", compressed, len(payload) if length is None else length) + payload


class Port:
    """A port of the sidecar, and the request that it answers."""

    def __init__(self, kind, port, app_id, pid):
        self.kind = kind
        self.port = port
        self.app_id = app_id
        self.pid = pid

    def resident_bytes(self):
        """The sidecar's memory; 0 when its pid is not known."""
        return int(re.search(r"VmRSS:\s*(\d+)", open(f"/proc/{self.pid}/status").read())[1]) << 10 if self.pid else 0

    def request(self, **changes):
        """Header pairs of a request that is answered with a status; a change to None takes a header away."""
        headers = {
            "api": {":method": "GET", ":scheme": "http", ":path": "/v1.0/healthz", ":authority": "localhost"},
            "peer": {":method": "POST", ":scheme": "http", ":path": "/nothing", ":authority": "localhost"},
            "grpc": {
                ":method": "POST",
                ":scheme": "http",
                ":path": "/meshruntime.interop.Echo/Unary",
                ":authority": "localhost",
                "te": "trailers",
                "content-type": "application/grpc",
                "dapr-app-id": self.app_id,
            },
        }[self.kind]
        for name, value in changes.items():
            headers[":" + name[1:] if name.startswith("_") else name.replace("_", "-")] = value
        return [(name, value) for name, value in headers.items() if value is not None]

    @property
    def body(self):
        """What belongs to the request: nothing, or an empty message."""
        return message(b"") if self.kind == "grpc" else b""

    def connect(self, **options):
        return RawPeer(self.port, **options)

    def assert_healthy(self, seconds=5):
        """A client that keeps to the rules is served, on a connection of its own."""
        begun = time.monotonic()
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as sock:
            connection = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding="utf-8"))
            connection.initiate_connection()
            stream = connection.get_next_available_stream_id()
            connection.send_headers(stream, self.request(), end_stream=not self.body)
            if self.body:
                connection.send_data(stream, self.body, end_stream=True)
            sock.sendall(connection.data_to_send())
            seen = []
            while not any(isinstance(event, (h2.events.StreamEnded, h2.events.StreamReset)) for event in seen):
                data = sock.recv(65536)
                assert data, "a healthy client is cut off"
                seen += connection.receive_data(data)
                sock.sendall(connection.data_to_send())
        headers = {
            name: value
            for event in seen
            if isinstance(event, (h2.events.ResponseReceived, h2.events.TrailersReceived))
            for name, value in event.headers
        }
        took = time.monotonic() - begun
        assert took < seconds, f"a healthy client waits {took:.1f} s"
        if self.kind == "peer":
            assert ":status" in headers, headers
        else:
            assert headers.get("grpc-status" if self.kind == "grpc" else ":status") == ("0" if self.kind == "grpc" else "204"), headers


class RawPeer:
    """A connection whose frames are the caller's own."""

    def __init__(self, port, settings=b"", preface=PREFACE, receive_buffer=None):
        self.sock = socket.socket()
        if receive_buffer:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.sock.connect(("127.0.0.1", port))
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.encoder = hpack.Encoder()
        self.decoder = hpack.Decoder()
        self.buffer = b""
        self.closed = False
        self.goaway = None  # error code
        self.resets = {}  # stream: error code
        self.headers = {}  # stream: pairs, trailers included
        self.data = {}  # stream: bytes
        self.ended = set()
        self.pongs = 0
        self.send(preface + frame(SETTINGS, payload=settings))

    def send(self, data):
        """Sends; returns False when the other end has closed."""
        try:
            self.sock.sendall(data)
            return True
        except OSError:
            self.closed = True
            return False

    def block(self, pairs):
        """The header block of pairs, as they are: names are not made lower-case."""
        return self.encoder.encode([(n.encode("latin-1"), v.encode("latin-1")) for n, v in pairs])

    def request(self, stream, pairs, body=None):
        """A whole request in two frames at most."""
        self.send(frame(HEADERS, END_HEADERS | (0 if body else END_STREAM), stream, self.block(pairs)))
        if body:
            self.send(frame(DATA, END_STREAM, stream, body))

    def read(self, done, seconds=PATIENCE):
        """Reads frames until done() or the connection ends; returns whether done()."""
        end = time.monotonic() + seconds
        while not done() and not self.closed:
            left = end - time.monotonic()
            if left <= 0:
                return False
            self.sock.settimeout(left)
            try:
                data = self.sock.recv(262_144)
            except TimeoutError:
                return done()
            except OSError:
                data = b""
            if not data:
                self.closed = True
            self.buffer += data
            self._take_frames()
        return done()

    def _take_frames(self):
        while len(self.buffer) >= 9:
            size = int.from_bytes(self.buffer[:3], "big")
            if len(self.buffer) < 9 + size:
                return
            kind, flags, stream = struct.unpack(">BBI", self.buffer[3:9])
            payload, self.buffer = self.buffer[9 : 9 + size], self.buffer[9 + size :]
            self._take(kind, flags, stream, payload)

    def _take(self, kind, flags, stream, payload):
        if kind == GOAWAY:
            self.goaway = int.from_bytes(payload[4:8], "big")
        elif kind == RST_STREAM:
            self.resets[stream] = int.from_bytes(payload, "big")
        elif kind == HEADERS:
            pairs = [(str(n), str(v)) for n, v in self.decoder.decode(payload)]
            self.headers.setdefault(stream, []).extend(pairs)
        elif kind == DATA:
            self.data[stream] = self.data.get(stream, b"") + payload
        elif kind == PING and flags & ACK:
            self.pongs += 1
        elif kind == SETTINGS and not flags & ACK:
            self.send(frame(SETTINGS, ACK))
        if kind in (HEADERS, DATA) and flags & END_STREAM:
            self.ended.add(stream)

    def header(self, stream, name):
        found = [value for key, value in self.headers.get(stream, []) if key == name]
        return found[-1] if found else None

    def over(self, stream):
        """Whether the stream has ended, in whatever way."""
        return stream in self.ended or stream in self.resets

    def describe(self):
        statuses = {stream: self.header(stream, ":status") for stream in self.headers}
        return f"closed {self.closed}, goaway {self.goaway}, resets {self.resets}, statuses {statuses}, data {self.data}"

    # What the other end is expected to do.

    def assert_answered(self, stream, grpc_status=None):
        self.read(lambda: self.over(stream))
        assert stream in self.ended and self.header(stream, ":status") is not None, self.describe()
        if grpc_status is not None:
            assert self.header(stream, "grpc-status") == str(grpc_status), (self.headers.get(stream), self.describe())

    def assert_connection_refused(self):
        """GOAWAY with an error, or a closed connection."""
        self.read(lambda: self.goaway or self.closed)
        assert self.goaway or self.closed, self.describe()
        self.read(lambda: self.closed)
        assert self.closed, f"GOAWAY was said, but the connection stays open: {self.describe()}"

    def assert_stream_refused(self, stream):
        """RST_STREAM, the end of the connection, or an answer that is an error: RFC 9113 allows each of them for a malformed request."""
        self.read(lambda: self.over(stream) or self.goaway)
        status, grpc_status = self.header(stream, ":status"), self.header(stream, "grpc-status")
        refused = stream in self.resets or self.goaway or self.closed or (status or "2")[0] in "45" or (grpc_status or "0") != "0"
        assert refused, self.describe()
