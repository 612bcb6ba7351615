"""gRPC inside HTTP/2: prefixes that lie, messages in pieces, headers of a call that is none. For the gRPC port."""

import gzip
import struct

from rawpeer import DATA, END_HEADERS, END_STREAM, HEADERS, RST_STREAM, frame, message

RESOURCE_EXHAUSTED = 8


def _call(port, body, pieces=1, **changes):
    peer = port.connect()
    peer.send(frame(HEADERS, END_HEADERS, 1, peer.block(port.request(**changes))))
    size = max(1, -(-len(body) // pieces))
    for i in range(0, len(body), size):
        peer.send(frame(DATA, 0, 1, body[i : i + size]))
    peer.send(frame(DATA, END_STREAM, 1))
    peer.read(lambda: peer.over(1))
    return peer


def _assert_too_large(peer):
    assert peer.header(1, "grpc-status") == str(RESOURCE_EXHAUSTED), (peer.headers, peer.describe())


def message_of_2_gb_announced(port):
    _assert_too_large(_call(port, message(b"abc", length=(1 << 31) - 1)))


def message_of_4_gb_announced(port):
    _assert_too_large(_call(port, message(b"abc", length=(1 << 32) - 1)))


def message_truncated(port):
    peer = _call(port, message(b"\x0a\x05abcde")[:-2])
    assert peer.header(1, "grpc-status") != "0", peer.describe()


def prefix_truncated(port):
    peer = _call(port, b"\0\0\0")
    assert peer.header(1, "grpc-status") != "0", peer.describe()


def compression_flag_unknown(port):
    """Neither 0 nor 1: the app's to judge (gRPC's core takes it for 0), but not to break anything on the way."""
    peer = _call(port, message(b"", compressed=2))
    assert peer.over(1), peer.describe()


def compressed_without_encoding(port):
    peer = _call(port, message(gzip.compress(b""), compressed=1))
    assert peer.header(1, "grpc-status") != "0", peer.describe()


def encoding_unknown(port):
    """Messages are not read on the way: the app says that it cannot (gRPC's core: UNKNOWN)."""
    peer = _call(port, message(b"zzz", compressed=1), grpc_encoding="zzz")
    assert peer.header(1, "grpc-status") not in (None, "0"), peer.describe()


def gzip_stays_gzip(port):
    """A compressed message goes to the app as it is, and a compressed answer comes back as it is."""
    plain = b"\x0a" + b"\xa0\x8d\x06" + b"a" * 100_000 + b"\x38\x01"  # payload; gzip = true
    peer = _call(port, message(gzip.compress(plain), compressed=1), grpc_encoding="gzip", grpc_accept_encoding="identity,gzip")
    assert peer.header(1, "grpc-status") == "0", peer.describe()[:1000]
    assert peer.header(1, "grpc-encoding") == "gzip", peer.headers
    answer = peer.data[1]
    assert answer[0] == 1 and len(answer) < 5000, (answer[:5], len(answer))
    assert b"a" * 100_000 in gzip.decompress(answer[5:])


def message_split_at_every_byte(port):
    """Frames of one byte, with empty ones between."""
    peer = port.connect()
    body = message(b"\x0a\x05abcde")
    peer.send(frame(HEADERS, END_HEADERS, 1, peer.block(port.request())))
    for i in range(len(body)):
        peer.send(frame(DATA, 0, 1, body[i : i + 1]) + frame(DATA, 0, 1))
    peer.send(frame(DATA, END_STREAM, 1))
    peer.assert_answered(1, grpc_status=0)
    assert peer.data[1] == body, peer.data


def message_split_in_two(port):
    """Every way to cut a call of two messages in two."""
    body = message(b"\x0a\x05abcde") + message(b"\x0a\x01f")
    peer = port.connect()
    for cut in range(len(body) + 1):
        stream = 2 * cut + 1
        pairs = port.request(_path="/meshruntime.interop.Echo/Chat")
        peer.send(frame(HEADERS, END_HEADERS, stream, peer.block(pairs)))
        peer.send(frame(DATA, 0, stream, body[:cut]))
        peer.send(frame(DATA, END_STREAM, stream, body[cut:]))
        peer.assert_answered(stream, grpc_status=0)
        assert peer.data[stream] == message(b"\x0a\x05abcde") + message(b"\x0a\x01f\x10\x01"), peer.data


def call_without_message(port):
    """A client stream that ends before it begins."""
    peer = _call(port, b"", _path="/meshruntime.interop.Echo/Collect")
    assert peer.header(1, "grpc-status") == "0", peer.describe()


def content_type_of_another_kind(port):
    peer = _call(port, message(b""), content_type="application/json")
    assert peer.header(1, ":status") == "415" or peer.header(1, "grpc-status") not in (None, "0"), peer.describe()


def content_type_with_suffix(port):
    peer = _call(port, message(b""), content_type="application/grpc+proto")
    assert peer.header(1, "grpc-status") == "0", peer.describe()


def method_get(port):
    peer = _call(port, message(b""), _method="GET")
    assert peer.header(1, ":status") == "405" or peer.header(1, "grpc-status") not in (None, "0"), peer.describe()


def timeout_malformed(port):
    for timeout in ("", "S", "1", "-1S", "123456789S", "1s", "1 S"):
        peer = _call(port, message(b""), grpc_timeout=timeout)
        assert peer.header(1, "grpc-status") not in (None, "0") or 1 in peer.resets, (timeout, peer.describe())


def path_tricks(port):
    """Whatever the path, it is one path: nothing of it is resolved."""
    service = "/meshruntime.interop.Echo"
    for path in (f"{service}/..{service}/Unary", f"{service}//Unary", f"{service}/Unary?x"):
        peer = _call(port, message(b""), _path=path)
        assert peer.header(1, "grpc-status") not in (None, "0") or 1 in peer.resets, (path, peer.describe())


def reset_in_the_middle_of_a_message(port):
    """The client takes the call back with half a message sent; the connection stays usable."""
    peer = port.connect()
    peer.send(frame(HEADERS, END_HEADERS, 1, peer.block(port.request())))
    peer.send(frame(DATA, 0, 1, message(b"abc", length=1000)))
    peer.send(frame(RST_STREAM, 0, 1, struct.pack(">I", 8)))
    peer.request(3, port.request(), message(b""))
    peer.assert_answered(3, grpc_status=0)
