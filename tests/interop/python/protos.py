"""Messages from .proto files, without generated code: protoc describes the files, protobuf's own factory makes the classes."""

import pathlib
import subprocess

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

_TESTS = pathlib.Path(__file__).resolve().parent.parent
ECHO = _TESTS / "protos"
DAPR = _TESTS.parent.parent / "src" / "MeshRuntime.Protocol" / "Protos"


class Protos:
    """The messages and services of some files under one folder."""

    def __init__(self, folder, *files):
        described = subprocess.run(
            ["protoc", f"-I{folder}", "--include_imports", "--descriptor_set_out=/dev/stdout", *files],
            check=True,
            capture_output=True,
        ).stdout
        self._pool = descriptor_pool.DescriptorPool()
        for file in descriptor_pb2.FileDescriptorSet.FromString(described).file:
            self._pool.Add(file)
        self._factory = message_factory.MessageFactory(self._pool)

    def message(self, name):
        return self._factory.GetPrototype(self._pool.FindMessageTypeByName(name))

    def service(self, name):
        return self._pool.FindServiceByName(name)

    def methods(self, name):
        """Yields (method name, request class, reply class, client streams, server streams)."""
        for method in self.service(name).methods:
            described = descriptor_pb2.MethodDescriptorProto()
            method.CopyToProto(described)
            yield (
                method.name,
                self.message(method.input_type.full_name),
                self.message(method.output_type.full_name),
                described.client_streaming,
                described.server_streaming,
            )


class Stub:
    """A client of one service: each method is an attribute, as generated code would have it."""

    def __init__(self, channel, protos, service):
        for name, request, reply, streams_in, streams_out in protos.methods(service):
            kind = ("stream" if streams_in else "unary") + "_" + ("stream" if streams_out else "unary")
            path = f"/{service}/{name}"
            setattr(self, name, getattr(channel, kind)(path, request.SerializeToString, reply.FromString))
