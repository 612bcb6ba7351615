"""Calls Dapr's gRPC API as python3-grpcio does it. The last line says how it went; a failure is exit code 1.

usage: runtime.py SCENARIO PORT APP_ID
"""

import json
import sys
import traceback

import grpc

import protos

FILES = (
    "dapr/proto/runtime/v1/dapr.proto",
    "google/rpc/status.proto",
    "google/rpc/error_details.proto",
    "grpc/health/v1/health.proto",
    "grpc/reflection/v1/reflection.proto",
    "grpc/reflection/v1alpha/reflection.proto",
)
API = protos.Protos(protos.DAPR, *FILES)
DAPR = "dapr.proto.runtime.v1.Dapr"


def message(name, **fields):
    return API.message(name)(**fields)


class Api:
    def __init__(self, port):
        self.channel = grpc.insecure_channel(f"127.0.0.1:{port}")
        self.dapr = protos.Stub(self.channel, API, DAPR)

    def invoke(self, app_id, method, body=b"", verb=3, query="", content_type="text/plain; charset=utf-8", metadata=()):
        """The answer of InvokeService: (reply or error, header metadata)."""
        request = message(f"{DAPR.rpartition('.')[0]}.InvokeServiceRequest", id=app_id)
        request.message.method = method
        request.message.content_type = content_type
        request.message.data.value = body
        request.message.http_extension.verb = verb
        request.message.http_extension.querystring = query
        try:
            reply, call = self.dapr.InvokeService.with_call(request, metadata=metadata, timeout=20)
            return reply, dict(call.initial_metadata())
        except grpc.RpcError as error:
            return error, dict(error.initial_metadata())

    def stub(self, service):
        return protos.Stub(self.channel, API, service)


def _invoke(api, app_id):
    reply, headers = api.invoke(app_id, "some/path", "bödy".encode(), query="a=1&b=2", metadata=(("x-custom", "mine"),))
    assert not isinstance(reply, grpc.RpcError), reply
    seen = json.loads(reply.data.value)
    assert (seen["method"], seen["verb"], seen["query"], seen["body"]) == ("some/path", "POST", "a=1&b=2", "bödy"), seen
    assert seen["contentType"].replace(" ", "") == "text/plain;charset=utf-8", seen
    assert seen["metadata"]["x-custom"] == "mine", seen
    assert reply.content_type == "application/json", reply
    assert headers.get("x-from-app") == "yes", headers
    return headers


def invoke_http(api, app_id):
    """gRPC client to HTTP app."""
    headers = _invoke(api, app_id)
    assert headers.get("dapr-http-status") == "200", headers
    for status, code in ((404, "NOT_FOUND"), (403, "PERMISSION_DENIED"), (409, "ALREADY_EXISTS"), (500, "UNKNOWN"), (503, "UNAVAILABLE")):
        error, headers = api.invoke(app_id, f"status/{status}")
        assert isinstance(error, grpc.RpcError) and error.code().name == code, error
        details = dict(error.trailing_metadata()).get("grpc-status-details-bin")
        rich = message("google.rpc.Status")
        rich.ParseFromString(details)
        assert rich.code == error.code().value[0] and rich.message == error.details(), rich
        info = message("google.rpc.ErrorInfo")
        assert rich.details[0].Unpack(info), rich
        assert (info.domain, info.metadata["http.code"]) == ("dapr.io", str(status)), info


def invoke_grpc(api, app_id):
    """gRPC client to gRPC app, by OnInvoke."""
    _invoke(api, app_id)
    error, _ = api.invoke(app_id, "fail")
    assert (error.code(), error.details()) == (grpc.StatusCode.ALREADY_EXISTS, "there is one: 100% é"), error
    assert dict(error.trailing_metadata()).get("x-trail") == "kept", error.trailing_metadata()


def metadata(api, app_id):
    package = DAPR.rpartition(".")[0]
    api.dapr.SetMetadata(message(f"{package}.SetMetadataRequest", key="interop", value="was here"))
    answer = api.dapr.GetMetadata(message(f"{package}.GetMetadataRequest"))
    assert answer.id == app_id, answer
    assert answer.extended_metadata["interop"] == "was here", answer
    assert answer.runtime_version, answer


def unimplemented(api, _):
    """What the sidecar cannot do yet answers so, by name."""
    package = DAPR.rpartition(".")[0]
    for name, request, _, streams_in, _ in API.methods(DAPR):
        if name in ("GetState", "InvokeBinding", "TryLockAlpha1", "StartWorkflowBeta1"):
            try:
                getattr(api.dapr, name)(request(), timeout=5)
                raise AssertionError(f"{name} answered")
            except grpc.RpcError as error:
                assert error.code() == grpc.StatusCode.UNIMPLEMENTED and name in error.details(), error
    unknown = api.channel.unary_unary(f"/{package}.Dapr/NoSuchMethod")
    try:
        unknown(b"", timeout=5)
        raise AssertionError("a method that does not exist answered")
    except grpc.RpcError as error:
        assert error.code() == grpc.StatusCode.UNIMPLEMENTED, error


def health(api, _):
    for service in ("", DAPR):
        answer = api.stub("grpc.health.v1.Health").Check(message("grpc.health.v1.HealthCheckRequest", service=service), timeout=5)
        assert answer.status == 1, answer
    try:
        api.stub("grpc.health.v1.Health").Check(message("grpc.health.v1.HealthCheckRequest", service="no.such"), timeout=5)
        raise AssertionError("an unknown service has a health")
    except grpc.RpcError as error:
        assert error.code() == grpc.StatusCode.NOT_FOUND, error


def reflection(api, _):
    """What grpcurl asks: the services, then the files behind one of them."""
    for version in ("v1", "v1alpha"):
        package = f"grpc.reflection.{version}"
        stub = api.stub(f"{package}.ServerReflection")
        requests = [
            message(f"{package}.ServerReflectionRequest", list_services=""),
            message(f"{package}.ServerReflectionRequest", file_containing_symbol=DAPR),
            message(f"{package}.ServerReflectionRequest", file_containing_symbol="no.such.Thing"),
        ]
        listed, files, missing = stub.ServerReflectionInfo(iter(requests), timeout=10)
        names = [service.name for service in listed.list_services_response.service]
        assert DAPR in names and "grpc.health.v1.Health" in names, names
        described = [
            protos.descriptor_pb2.FileDescriptorProto.FromString(data) for data in files.file_descriptor_response.file_descriptor_proto
        ]
        services = [service for file in described for service in file.service if f"{file.package}.{service.name}" == DAPR]
        assert "InvokeService" in [method.name for method in services[0].method], services
        assert missing.error_response.error_code == grpc.StatusCode.NOT_FOUND.value[0], missing


def shutdown(api, _):
    api.dapr.Shutdown(message(f"{DAPR.rpartition('.')[0]}.ShutdownRequest"), timeout=10)


def main(name, port, app_id):
    try:
        globals()[name.replace("-", "_")](Api(port), app_id)
    except BaseException as error:
        traceback.print_exc(file=sys.stdout)
        print(f"FAILED {name}: {error!r}")
        sys.exit(1)
    print(f"PASSED {name}")


main(*sys.argv[1:])
