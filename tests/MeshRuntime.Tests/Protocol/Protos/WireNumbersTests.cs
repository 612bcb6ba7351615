using Google.Protobuf.Reflection;
using MeshRuntime.Protocol.Protos.Common;
using MeshRuntime.Protocol.Protos.Health;
using MeshRuntime.Protocol.Protos.Reflection;
using MeshRuntime.Protocol.Protos.Rpc;
using MeshRuntime.Protocol.Protos.Runtime;

namespace MeshRuntime.Tests.Protocol.Protos;

/// <summary>Pins names and numbers of the messages that the sidecar reads and writes itself: these are what other programs were built with.</summary>
public sealed class WireNumbersTests
{
    private static readonly Dictionary<string, MessageDescriptor> Messages = new[]
    {
        CommonReflection.Descriptor, InvokeReflection.Descriptor, MetadataReflection.Descriptor, DaprReflection.Descriptor,
        AppcallbackReflection.Descriptor, HealthReflection.Descriptor, ReflectionReflection.Descriptor,
        MeshRuntime.Protocol.Protos.ReflectionAlpha.ReflectionReflection.Descriptor, StatusReflection.Descriptor, ErrorDetailsReflection.Descriptor,
    }
    .SelectMany(file => file.MessageTypes).ToDictionary(message => message.FullName);

    [Theory]
    [InlineData("dapr.proto.common.v1.InvokeRequest", "method=1 data=2 content_type=3 http_extension=4")]
    [InlineData("dapr.proto.common.v1.InvokeResponse", "data=1 content_type=2")]
    [InlineData("dapr.proto.common.v1.HTTPExtension", "verb=1 querystring=2")]
    [InlineData("dapr.proto.common.v1.StreamPayload", "data=1 seq=2")]
    [InlineData("dapr.proto.runtime.v1.InvokeServiceRequest", "id=1 message=3")]
    [InlineData("dapr.proto.runtime.v1.GetMetadataRequest", "")]
    [InlineData(
        "dapr.proto.runtime.v1.GetMetadataResponse",
        "id=1 active_actors_count=2 registered_components=3 extended_metadata=4 subscriptions=5 http_endpoints=6 app_connection_properties=7 "
        + "runtime_version=8 enabled_features=9 actor_runtime=10 scheduler=11 workflows=12 mcp_servers=13 workflow_access_policies=14 resiliencies=15")]
    [InlineData("dapr.proto.runtime.v1.SetMetadataRequest", "key=1 value=2")]
    [InlineData("dapr.proto.runtime.v1.RegisteredComponents", "name=1 type=2 version=3 capabilities=4")]
    [InlineData("dapr.proto.runtime.v1.ActiveActorsCount", "type=1 count=2")]
    [InlineData("dapr.proto.runtime.v1.AppConnectionProperties", "port=1 protocol=2 channel_address=3 max_concurrency=4 health=5")]
    [InlineData(
        "dapr.proto.runtime.v1.AppConnectionHealthProperties",
        "health_check_path=1 health_probe_interval=2 health_probe_timeout=3 health_threshold=4")]
    [InlineData("dapr.proto.runtime.v1.ActorRuntime", "runtime_status=1 active_actors=2 host_ready=3 placement=4")]
    [InlineData("dapr.proto.runtime.v1.PubsubSubscription", "pubsub_name=1 topic=2 metadata=3 rules=4 dead_letter_topic=5 type=6")]
    [InlineData("dapr.proto.runtime.v1.PubsubSubscriptionRules", "rules=1")]
    [InlineData("dapr.proto.runtime.v1.PubsubSubscriptionRule", "match=1 path=2")]
    [InlineData("dapr.proto.runtime.v1.MetadataScheduler", "connected_addresses=1")]
    [InlineData("dapr.proto.runtime.v1.MetadataWorkflows", "connected_workers=1")]
    [InlineData("dapr.proto.runtime.v1.ShutdownRequest", "")]
    [InlineData("dapr.proto.runtime.v1.HealthCheckResponse", "")]
    [InlineData("grpc.health.v1.HealthCheckRequest", "service=1")]
    [InlineData("grpc.health.v1.HealthCheckResponse", "status=1")]
    [InlineData("grpc.health.v1.HealthListResponse", "statuses=1")]
    [InlineData("google.rpc.Status", "code=1 message=2 details=3")]
    [InlineData("google.rpc.ErrorInfo", "reason=1 domain=2 metadata=3")]
    public void Message_HasTheseFieldsAndNoOther(string message, string fields) => Assert.Equal(fields, FieldsOf(message));

    [Theory]
    [InlineData("grpc.reflection.v1.")]
    [InlineData("grpc.reflection.v1alpha.")]
    public void BothReflections_HaveTheSameFields(string package)
    {
        Assert.Equal(
            "host=1 file_by_filename=3 file_containing_symbol=4 file_containing_extension=5 all_extension_numbers_of_type=6 list_services=7",
            FieldsOf(package + "ServerReflectionRequest"));
        Assert.Equal(
            "valid_host=1 original_request=2 file_descriptor_response=4 all_extension_numbers_response=5 list_services_response=6 error_response=7",
            FieldsOf(package + "ServerReflectionResponse"));
        Assert.Equal("containing_type=1 extension_number=2", FieldsOf(package + "ExtensionRequest"));
        Assert.Equal("file_descriptor_proto=1", FieldsOf(package + "FileDescriptorResponse"));
        Assert.Equal("base_type_name=1 extension_number=2", FieldsOf(package + "ExtensionNumberResponse"));
        Assert.Equal("service=1", FieldsOf(package + "ListServiceResponse"));
        Assert.Equal("name=1", FieldsOf(package + "ServiceResponse"));
        Assert.Equal("error_code=1 error_message=2", FieldsOf(package + "ErrorResponse"));
    }

    [Theory]
    [InlineData("dapr.proto.common.v1.HTTPExtension", "Verb", "NONE=0 GET=1 HEAD=2 POST=3 PUT=4 DELETE=5 CONNECT=6 OPTIONS=7 TRACE=8 PATCH=9")]
    [InlineData("dapr.proto.runtime.v1.ActorRuntime", "ActorRuntimeStatus", "INITIALIZING=0 DISABLED=1 RUNNING=2")]
    [InlineData("grpc.health.v1.HealthCheckResponse", "ServingStatus", "UNKNOWN=0 SERVING=1 NOT_SERVING=2 SERVICE_UNKNOWN=3")]
    public void Enum_HasTheseValues(string message, string name, string values) => Assert.Equal(
        values, string.Join(' ', Messages[message].EnumTypes.Single(type => type.Name == name).Values.Select(value => $"{value.Name}={value.Number}")));

    [Theory]
    [InlineData("dapr.proto.common.v1.InvokeRequest", "data", FieldType.Message)]
    [InlineData("dapr.proto.common.v1.HTTPExtension", "querystring", FieldType.String)]
    [InlineData("dapr.proto.common.v1.StreamPayload", "seq", FieldType.UInt64)]
    [InlineData("dapr.proto.runtime.v1.AppConnectionProperties", "port", FieldType.Int32)]
    [InlineData("dapr.proto.runtime.v1.ActorRuntime", "host_ready", FieldType.Bool)]
    [InlineData("google.rpc.Status", "code", FieldType.Int32)]
    public void Field_HasThisType(string message, string field, FieldType type) =>
        Assert.Equal(type, Messages[message].FindFieldByName(field).FieldType);

    private static string FieldsOf(string message) =>
        string.Join(' ', Messages[message].Fields.InFieldNumberOrder().Select(field => $"{field.Name}={field.FieldNumber}"));
}
