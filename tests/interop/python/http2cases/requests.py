"""Header lists that are no request, and bodies that are not what they claim."""

from rawpeer import DATA, END_HEADERS, END_STREAM, HEADERS, frame, message


def _refused(change):
    """The request is refused once change(pairs) has been made."""

    def run(port):
        peer = port.connect()
        peer.request(1, change(port.request()), port.body)
        peer.assert_stream_refused(1)

    return run


def _without(name):
    return _refused(lambda pairs: [pair for pair in pairs if pair[0] != name])


def _with(*more):
    return _refused(lambda pairs: pairs + list(more))


def _refused_or_dropped(name, value):
    """The request is refused, or served without the header: on the gRPC port the app is asked what it saw."""

    def run(port):
        peer = port.connect()
        peer.request(1, port.request() + [("x-call", "dropped"), (name, value)], port.body)
        peer.read(lambda: peer.over(1) or peer.goaway)
        assert peer.over(1) or peer.goaway or peer.closed, peer.describe()
        if port.kind == "grpc" and peer.header(1, "grpc-status") == "0":
            other = port.connect()
            other.request(1, port.request(_path="/meshruntime.interop.Echo/Observe"), message(b"\x0a\x07dropped"))
            other.assert_answered(1, grpc_status=0)
            assert b"x-call" in other.data[1] and name.encode() not in other.data[1], other.data[1]

    return run


def _instead(name, value):
    return _refused(lambda pairs: [(key, value if key == name else old) for key, old in pairs])


TABLE = {
    "path-missing": _without(":path"),
    "method-missing": _without(":method"),
    "scheme-missing": _without(":scheme"),
    "path-empty": _instead(":path", ""),
    "path-without-slash": _instead(":path", "v1.0/healthz"),
    "path-with-nul": _instead(":path", "/v1.0/healthz\0"),
    "path-with-space": _instead(":path", "/v1.0/ healthz"),
    "method-with-space": _instead(":method", "GET /"),
    "pseudo-unknown": _refused(lambda pairs: [(":protocol-x", "1")] + pairs),
    "pseudo-of-response": _refused(lambda pairs: [(":status", "200")] + pairs),
    "pseudo-twice": _refused(lambda pairs: [(":path", "/other")] + pairs),
    "pseudo-late": _refused(lambda pairs: [pair for pair in pairs if pair[0] != ":path"] + [("x-a", "b"), (":path", "/late")]),
    "name-upper-case": _with(("X-Upper", "1")),
    "name-empty": _with(("", "1")),
    "name-with-space": _refused_or_dropped("x y", "1"),
    "value-with-cr-lf": _with(("x-a", "1\r\nx-b: 2")),
    "value-with-nul": _with(("x-a", "1\0")),
    "connection-header": _with(("connection", "close")),
    "transfer-encoding": _refused_or_dropped("transfer-encoding", "chunked"),
    "upgrade": _refused_or_dropped("upgrade", "h2c"),
    "keep-alive": _refused_or_dropped("keep-alive", "timeout=5"),
    "proxy-connection": _refused_or_dropped("proxy-connection", "close"),
    "te-other-than-trailers": _refused(lambda pairs: [pair for pair in pairs if pair[0] != "te"] + [("te", "gzip")]),
    "content-length-not-a-number": _with(("content-length", "x")),
    "content-length-negative": _with(("content-length", "-1")),
    "content-length-twice": _with(("content-length", "5"), ("content-length", "6")),
}


def content_length_too_long(port):
    """Less comes than was announced."""
    peer = port.connect()
    peer.send(frame(HEADERS, END_HEADERS, 1, peer.block(port.request(_method="POST", content_length="50"))))
    peer.send(frame(DATA, END_STREAM, 1, port.body or b"short"))
    peer.assert_stream_refused(1)


def content_length_too_short(port):
    """More comes than was announced."""
    peer = port.connect()
    peer.send(frame(HEADERS, END_HEADERS, 1, peer.block(port.request(_method="POST", content_length="2"))))
    peer.send(frame(DATA, END_STREAM, 1, port.body or b"much longer"))
    peer.assert_stream_refused(1)


def trailers_with_pseudo(port):
    peer = port.connect()
    peer.send(frame(HEADERS, END_HEADERS, 1, peer.block(port.request(_method="POST"))))
    peer.send(frame(HEADERS, END_HEADERS | END_STREAM, 1, peer.block([(":path", "/again")])))
    peer.assert_stream_refused(1)


def trailers_without_end(port):
    """A second header block has to end the stream."""
    peer = port.connect()
    peer.send(frame(HEADERS, END_HEADERS, 1, peer.block(port.request(_method="POST"))))
    peer.send(frame(HEADERS, END_HEADERS, 1, peer.block([("x-a", "b")])))
    peer.assert_stream_refused(1)


def trailers(port):
    """Trailers of a request are allowed."""
    peer = port.connect()
    peer.send(frame(HEADERS, END_HEADERS, 1, peer.block(port.request(_method="POST" if port.kind != "api" else "GET"))))
    if port.body:
        peer.send(frame(DATA, 0, 1, port.body))
    peer.send(frame(HEADERS, END_HEADERS | END_STREAM, 1, peer.block([("x-a", "b")])))
    peer.assert_answered(1)
