using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Rpc;

namespace MeshRuntime.Api.Grpc;

/// <summary>Says an error of the sidecar as a gRPC status, with the same details that JSON has.</summary>
internal static class RichStatus
{
    // Written out: Any.Pack asks the descriptor, which takes tens of milliseconds to come up.
    private const string InfoType = "type.googleapis.com/google.rpc.ErrorInfo";
    private const string ResourceType = "type.googleapis.com/google.rpc.ResourceInfo";

    public static GrpcStatus Of(MeshError error)
    {
        var status = new GrpcStatus((GrpcCode)error.Code.GrpcStatus, error.Message);
        if (error.Details is not { } details)
        {
            return status;
        }

        var rich = new Status { Code = error.Code.GrpcStatus, Message = error.Message };
        if (details.ResourceType is { } type)
        {
            var resource = new ResourceInfo { ResourceType = type, ResourceName = details.ResourceName, Description = error.Message };
            rich.Details.Add(new Any { TypeUrl = ResourceType, Value = resource.ToByteString() });
        }

        var info = new ErrorInfo { Reason = details.Reason, Domain = ErrorDetails.Domain };
        foreach (var (name, value) in details.Metadata ?? new Dictionary<string, string>())
        {
            info.Metadata[name] = value;
        }

        rich.Details.Add(new Any { TypeUrl = InfoType, Value = info.ToByteString() });
        return status with { Details = rich.ToByteArray() };
    }
}
