"""Frames that break RFC 9113, and some that only look as if they did."""

import struct

from rawpeer import (
    ACK, CONTINUATION, DATA, END_HEADERS, END_STREAM, GOAWAY, HEADERS, PADDED, PING, PRIORITY, PUSH_PROMISE, RST_STREAM, SETTINGS,
    WINDOW_UPDATE, frame,
)

UNKNOWN = 0x42


def _setting(identifier, value):
    return struct.pack(">HI", identifier, value)


def _refused(*frames):
    """The connection is ended by these frames."""

    def run(port):
        peer = port.connect()
        for data in frames:
            peer.send(data)
        peer.assert_connection_refused()

    return run


def _refused_in_stream(*frames):
    """The connection is ended by these frames after the headers of an open stream 1."""

    def run(port):
        peer = port.connect()
        peer.send(frame(HEADERS, END_HEADERS, 1, peer.block(port.request(_method="POST"))))
        for data in frames:
            peer.send(data)
        peer.assert_connection_refused()

    return run


TABLE = {
    "frame-too-large": _refused(frame(DATA, 0, 1, bytes(20_000))),
    "frame-length-16m": _refused(frame(HEADERS, END_HEADERS, 1, b"", length=(1 << 24) - 1)),
    "data-on-idle-stream": _refused(frame(DATA, 0, 1, b"x")),
    "data-on-stream-0": _refused(frame(DATA, 0, 0, b"x")),
    "headers-on-stream-0": _refused(frame(HEADERS, END_HEADERS, 0, b"\x82")),
    "even-stream": _refused(frame(HEADERS, END_HEADERS | END_STREAM, 2, b"\x82\x86\x84")),
    "rst-on-idle-stream": _refused(frame(RST_STREAM, 0, 5, bytes(4))),
    "rst-of-wrong-size": _refused_in_stream(frame(RST_STREAM, 0, 1, bytes(5))),
    "ping-of-wrong-size": _refused(frame(PING, 0, 0, bytes(7))),
    "ping-on-stream": _refused(frame(PING, 0, 1, bytes(8))),
    "push-from-client": _refused_in_stream(frame(PUSH_PROMISE, END_HEADERS, 1, bytes(4) + b"\x82")),
    "settings-on-stream": _refused(frame(SETTINGS, 0, 1)),
    "settings-of-wrong-size": _refused(frame(SETTINGS, 0, 0, bytes(5))),
    "settings-ack-with-payload": _refused(frame(SETTINGS, ACK, 0, _setting(4, 65_535))),
    "settings-window-too-large": _refused(frame(SETTINGS, 0, 0, _setting(4, 1 << 31))),
    "settings-frame-size-too-small": _refused(frame(SETTINGS, 0, 0, _setting(5, 100))),
    "settings-push-2": _refused(frame(SETTINGS, 0, 0, _setting(2, 2))),
    "window-update-0": _refused(frame(WINDOW_UPDATE, 0, 0, bytes(4))),
    "window-overflow": _refused(frame(WINDOW_UPDATE, 0, 0, struct.pack(">I", (1 << 31) - 1))),
    "continuation-first": _refused(frame(CONTINUATION, END_HEADERS, 1, b"\x82")),
    "continuation-interrupted": _refused(frame(HEADERS, 0, 1, b"\x82"), frame(PING, 0, 0, bytes(8))),
    "continuation-of-another-stream": _refused(frame(HEADERS, 0, 1, b"\x82"), frame(CONTINUATION, END_HEADERS, 3, b"\x86")),
    "padding-too-long": _refused_in_stream(frame(DATA, PADDED, 1, b"\x09abc")),
    "padding-without-length": _refused_in_stream(frame(DATA, PADDED, 1, b"")),
    "priority-of-wrong-size": _refused(frame(PRIORITY, 0, 1, bytes(4))),
    "hpack-bad-index": _refused(frame(HEADERS, END_HEADERS | END_STREAM, 1, b"\xff\x80\x01")),
    # An integer padded with zeros: the same number in ever more bytes.
    "hpack-endless-integer": _refused(frame(HEADERS, END_HEADERS | END_STREAM, 1, b"\xff" + b"\x80" * 10_000 + b"\x01")),
    # A string whose length claims 4 GB.
    "hpack-string-of-4-gb": _refused(frame(HEADERS, END_HEADERS | END_STREAM, 1, b"\x00\x7f\x80\xff\xff\xff\x0f")),
    # A table size above what was allowed.
    "hpack-table-too-large": _refused(frame(HEADERS, END_HEADERS | END_STREAM, 1, b"\x3f\xe1\xff\x03\x82")),
    # A block that ends in the middle of a name.
    "hpack-truncated": _refused(frame(HEADERS, END_HEADERS | END_STREAM, 1, b"\x00\x05ab")),
}


def bad_preface(port):
    peer = port.connect(preface=b"PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n")
    peer.read(lambda: False, seconds=3)
    assert peer.closed, peer.describe()


def stream_ids_going_back(port):
    peer = port.connect()
    peer.request(5, port.request(), port.body)
    peer.assert_answered(5)
    peer.request(3, port.request(), port.body)
    peer.assert_connection_refused()


def data_after_end(port):
    peer = port.connect()
    peer.request(1, port.request(), port.body)
    peer.send(frame(DATA, END_STREAM, 1, b"more"))
    peer.read(lambda: peer.over(1) and peer.goaway)
    assert peer.goaway or peer.closed or 1 in peer.resets, peer.describe()


def padding_of_length_zero(port):
    """PADDED with no padding at all is allowed, in HEADERS as in DATA."""
    peer = port.connect()
    flags = END_HEADERS | PADDED | (0 if port.body else END_STREAM)
    peer.send(frame(HEADERS, flags, 1, b"\0" + peer.block(port.request())))
    if port.body:
        peer.send(frame(DATA, PADDED, 1, b"\0" + port.body))
        peer.send(frame(DATA, END_STREAM | PADDED, 1, b"\xff" + bytes(255)))
    peer.assert_answered(1)


def unknown_frames(port):
    """Unknown frame types and unknown flags are ignored, wherever they stand."""
    peer = port.connect()
    peer.send(frame(UNKNOWN, 0xFF, 0, b"whatever"))
    peer.send(frame(HEADERS, END_HEADERS | 0xC0, 1, peer.block(port.request(_method="POST" if port.kind != "api" else "GET"))))
    peer.send(frame(UNKNOWN, 0, 1, bytes(100)))
    peer.send(frame(DATA, END_STREAM | 0xE0, 1, port.body))
    peer.assert_answered(1)


def unknown_setting(port):
    peer = port.connect(settings=_setting(0xF0F0, 12345))
    peer.request(1, port.request(), port.body)
    peer.assert_answered(1)


def headers_in_pieces(port):
    """A header block cut into CONTINUATION frames of one byte."""
    peer = port.connect()
    block = peer.block(port.request())
    peer.send(frame(HEADERS, 0 if port.body else END_STREAM, 1, block[:1]))
    for i in range(1, len(block) - 1):
        peer.send(frame(CONTINUATION, 0, 1, block[i : i + 1]))
    peer.send(frame(CONTINUATION, END_HEADERS, 1, block[-1:]))
    if port.body:
        peer.send(frame(DATA, END_STREAM, 1, port.body))
    peer.assert_answered(1)


def goaway_from_client(port):
    """A client that goes away still gets the answers to what it has asked."""
    peer = port.connect()
    peer.send(frame(HEADERS, END_HEADERS, 1, peer.block(port.request(_method="POST" if port.kind != "api" else "GET"))))
    peer.send(frame(GOAWAY, 0, 0, bytes(8)))
    peer.send(frame(DATA, END_STREAM, 1, port.body))
    peer.assert_answered(1)
