using Google.Protobuf.Reflection;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Health;
using MeshRuntime.Protocol.Protos.Reflection;
using MeshRuntime.Protocol.Protos.Runtime;

namespace MeshRuntime.Api.Grpc;

/// <summary>
/// Server reflection: tells clients that have no .proto files what this port offers. Its two versions have the same messages, field for field, so
/// one reader serves both.
/// </summary>
internal static class GrpcReflection
{
    private const string Method = "/ServerReflectionInfo";

    // Made at the first question: descriptors take 150 ms to come up, and most sidecars are never asked.
    private static readonly Lazy<DescriptorCatalog> Catalog = new(() => new DescriptorCatalog(
    [
        DaprReflection.Descriptor, HealthReflection.Descriptor, ReflectionReflection.Descriptor, Protocol.Protos.ReflectionAlpha.ReflectionReflection.Descriptor,
    ]));

    /// <summary>The methods of both versions.</summary>
    public static IEnumerable<GrpcMethod> Methods =>
    [
        GrpcMethod.Duplex("/grpc.reflection.v1.ServerReflection" + Method, AnswerAsync),
        GrpcMethod.Duplex("/grpc.reflection.v1alpha.ServerReflection" + Method, AnswerAsync),
    ];

    private static async ValueTask<GrpcStatus> AnswerAsync(GrpcServerCall call)
    {
        // A client keeps what it was sent on this stream.
        var sent = new HashSet<string>();
        while (await call.ReadAsync(ServerReflectionRequest.Parser) is { } request)
        {
            var answer = Answer(request, sent);
            answer.ValidHost = request.Host;
            answer.OriginalRequest = request;
            await call.WriteAsync(answer);
        }

        return GrpcStatus.Ok;
    }

    private static ServerReflectionResponse Answer(ServerReflectionRequest request, HashSet<string> sent) => request.MessageRequestCase switch
    {
        ServerReflectionRequest.MessageRequestOneofCase.ListServices => ListServices(),
        ServerReflectionRequest.MessageRequestOneofCase.FileByFilename =>
            FileOf(Catalog.Value.FindFile(request.FileByFilename), "file", request.FileByFilename, sent),
        ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol =>
            FileOf(Catalog.Value.FindSymbol(request.FileContainingSymbol), "symbol", request.FileContainingSymbol, sent),
        ServerReflectionRequest.MessageRequestOneofCase.AllExtensionNumbersOfType =>
            ExtensionsOf(request.AllExtensionNumbersOfType),
        ServerReflectionRequest.MessageRequestOneofCase.FileContainingExtension =>
            Error(GrpcCode.NotFound, $"{request.FileContainingExtension.ContainingType} has no extensions: its file is proto3"),
        _ => Error(GrpcCode.InvalidArgument, "the request asks for nothing: set one field of message_request"),
    };

    private static ServerReflectionResponse ListServices()
    {
        var list = new ListServiceResponse();
        list.Service.AddRange(Catalog.Value.Services.Select(name => new ServiceResponse { Name = name }));
        return new ServerReflectionResponse { ListServicesResponse = list };
    }

    /// <summary>The file, always, and those of the files that it stands on that were not sent before.</summary>
    private static ServerReflectionResponse FileOf(FileDescriptor? file, string kind, string name, HashSet<string> sent)
    {
        if (file is null)
        {
            return Error(GrpcCode.NotFound, $"there is no {kind} \"{name}\" in what this port offers; list_services shows the services");
        }

        var answer = new FileDescriptorResponse { FileDescriptorProto = { file.SerializedData } };
        sent.Add(file.Name);
        var waiting = new Queue<FileDescriptor>(file.Dependencies);
        while (waiting.TryDequeue(out var dependency))
        {
            if (sent.Add(dependency.Name))
            {
                answer.FileDescriptorProto.Add(dependency.SerializedData);
                dependency.Dependencies.ToList().ForEach(waiting.Enqueue);
            }
        }

        return new ServerReflectionResponse { FileDescriptorResponse = answer };
    }

    private static ServerReflectionResponse ExtensionsOf(string type) => Catalog.Value.FindSymbol(type) is null
        ? Error(GrpcCode.NotFound, $"there is no type \"{type}\" in what this port offers")
        : new ServerReflectionResponse { AllExtensionNumbersResponse = new ExtensionNumberResponse { BaseTypeName = type } };

    private static ServerReflectionResponse Error(GrpcCode code, string message) =>
        new() { ErrorResponse = new ErrorResponse { ErrorCode = (int)code, ErrorMessage = message } };
}
