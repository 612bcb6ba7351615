"""Much of what is cheap to send: it fills no memory, and no other client waits for it."""

import struct
import threading
import time

from rawpeer import (
    CONTINUATION, DATA, END_HEADERS, END_STREAM, HEADERS, PING, PRIORITY, RST_STREAM, SETTINGS, WINDOW_UPDATE, frame, message,
)

MIB = 1 << 20

# 4,096 streams may be open at once, each with its buffers, and more than that may be on their way out.
MANY_STREAMS = 192 * MIB


class _Bystander:
    """A healthy client that calls again and again while something else goes on, and watches the sidecar's memory meanwhile."""

    def __init__(self, port, limit=64 * MIB):
        self.port = port
        self.limit = limit
        self.before = self.peak = port.resident_bytes()
        self.calls = 0
        self.problem = None
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._run)

    def _run(self):
        try:
            while not self.stop.is_set():
                self.port.assert_healthy()
                self.calls += 1
                time.sleep(0.02)
                self.peak = max(self.peak, self.port.resident_bytes())
        except Exception as error:
            self.problem = error

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join()
        if self.problem:
            raise self.problem
        print(f"a healthy client made {self.calls} calls meanwhile; {self.before >> 20} MiB before, {self.peak >> 20} MiB at most")
        assert self.peak - self.before < self.limit, f"the sidecar grew by {(self.peak - self.before) >> 20} MiB"


def rapid_reset(port):
    """100,000 requests, each taken back at once: CVE-2023-44487."""
    peer = port.connect()
    block = peer.block(port.request())
    indexed = peer.block(port.request())  # the second time: all from the table
    peer.send(frame(HEADERS, END_HEADERS, 1, block))
    with _Bystander(port):
        for batch in range(1000):
            data = b"".join(
                frame(HEADERS, END_HEADERS, stream, indexed) + frame(RST_STREAM, 0, stream, struct.pack(">I", 8))
                for stream in range(3 + batch * 200, 3 + batch * 200 + 200, 2)
            )
            if not peer.send(data):
                print(f"cut off after {batch * 100} requests")
                break
        else:
            peer.read(lambda: peer.goaway or peer.closed, seconds=5)
    assert peer.goaway or peer.closed, "100,000 requests were taken back, and the connection is still welcome"


def continuation_flood(port):
    """A header block without an end: CVE-2024-27919 and its family."""
    peer = port.connect()
    block = peer.block(port.request())
    peer.send(frame(HEADERS, 0, 1, block))
    piece = b"\x00\x01x\x7f\x81\x7c" + b"v" * 16_000  # a literal that stays out of the table
    with _Bystander(port):
        for sent in range(100 * MIB // len(piece)):
            if not peer.send(frame(CONTINUATION, 0, 1, piece)):
                print(f"cut off after {sent * len(piece) >> 10} KiB")
                break
    peer.assert_connection_refused()


def continuation_flood_of_nothing(port):
    """The same without a byte of headers: nothing ever fills a limit on size."""
    peer = port.connect()
    peer.send(frame(HEADERS, 0, 1, b""))
    with _Bystander(port):
        for _ in range(100):
            if not peer.send(frame(CONTINUATION, 0, 1) * 2000):
                break
        peer.read(lambda: peer.goaway or peer.closed, seconds=1)


def hpack_bomb(port):
    """A large entry in the table, named 16,000 times: 64 MiB of headers in 16 KB."""
    peer = port.connect()
    block = peer.block(port.request())
    entry = b"\x40\x01x\x7f\xa1\x1e" + b"v" * 4000  # literal, goes into the table as entry 62
    with _Bystander(port):
        peer.send(frame(HEADERS, 0, 1, block))
        peer.send(frame(CONTINUATION, 0, 1, entry))
        for _ in range(16):
            peer.send(frame(CONTINUATION, 0, 1, b"\xbe" * 1000))
        peer.send(frame(CONTINUATION, END_HEADERS, 1, b"\xbe"))
        peer.assert_stream_refused(1)


def _unread_flood(port, data, count):
    """Frames that have to be answered, by a peer that reads no answer: cut off, or held back, but not kept in memory."""
    peer = port.connect(receive_buffer=4096)
    peer.sock.settimeout(4)
    with _Bystander(port):
        for sent in range(count):
            if not peer.send(data):
                print(f"cut off or held back after {sent} of {count}")
                break
    peer.sock.close()


def ping_flood(port):
    _unread_flood(port, frame(PING, 0, 0, bytes(8)) * 1000, 1000)


def settings_flood(port):
    _unread_flood(port, frame(SETTINGS, 0, 0, struct.pack(">HI", 4, 65_535)) * 1000, 1000)


def settings_flood_read(port):
    """The same by a peer that reads: each is acknowledged, or the connection ended."""
    peer = port.connect()
    for _ in range(100):
        if not peer.send(frame(SETTINGS, 0, 0, struct.pack(">HI", 4, 65_535)) * 100):
            break
        peer.read(lambda: True)


def priority_flood(port):
    peer = port.connect()
    with _Bystander(port):
        for batch in range(200):
            if not peer.send(b"".join(frame(PRIORITY, 0, 2 * i + 1, bytes(4) + b"\x10") for i in range(batch * 500, batch * 500 + 500))):
                break


def window_update_flood(port):
    peer = port.connect()
    with _Bystander(port):
        for _ in range(200):
            if not peer.send(frame(WINDOW_UPDATE, 0, 0, struct.pack(">I", 1)) * 500):
                break


def empty_data_flood(port):
    """DATA without a byte, for ever: CVE-2019-9518."""
    peer = port.connect()
    peer.send(frame(HEADERS, END_HEADERS, 1, peer.block(port.request(_method="POST"))))
    with _Bystander(port):
        for _ in range(200):
            if not peer.send(frame(DATA, 0, 1) * 500):
                break


def stream_flood(port):
    """More streams than are allowed at once, none of which ends: refused ones are reset, the others stay."""
    peer = port.connect()
    block = [peer.block(port.request(_method="POST")) for _ in range(2)][1]
    with _Bystander(port, MANY_STREAMS):
        for stream in range(1, 20_001, 2):
            if not peer.send(frame(HEADERS, END_HEADERS, stream, block)):
                break
        peer.read(lambda: peer.resets or peer.goaway, seconds=5)
    assert peer.resets or peer.goaway or peer.closed or len(peer.ended) == 10_000, peer.describe()[:500]


def window_never_opened(port):
    """100 answers of 1 MiB for a client that never opens its window."""
    peer = port.connect(settings=struct.pack(">HI", 4, 0))
    if port.kind == "grpc":
        body = message(b"\x10\x80\x80\x40")  # answer_bytes = 1 MiB
        for i in range(100):
            peer.request(2 * i + 1, port.request(), body)
    else:
        for i in range(100):
            peer.request(2 * i + 1, port.request())
    with _Bystander(port):
        peer.read(lambda: False, seconds=3)
    assert not any(peer.data.values()), "data came through a window of 0"
    assert not peer.goaway, peer.describe()[:500]


def slow_frames(port):
    """A request that comes byte for byte: whole headers are waited for, others are not held up."""
    peer = port.connect()
    data = frame(HEADERS, END_HEADERS | (0 if port.body else END_STREAM), 1, peer.block(port.request()))
    if port.body:
        data += frame(DATA, END_STREAM, 1, port.body)
    for i in range(len(data)):
        peer.send(data[i : i + 1])
        time.sleep(0.002)
    peer.assert_answered(1)
