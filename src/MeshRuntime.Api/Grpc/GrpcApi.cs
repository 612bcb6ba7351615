using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Runtime;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MeshRuntime.Api.Grpc;

/// <summary>The gRPC API: one line for each method of Dapr's service that works here. Every other one says that it does not, yet.</summary>
public sealed class GrpcApi
{
    /// <summary>Where the paths of the service begin.</summary>
    internal const string Prefix = "/dapr.proto.runtime.v1.Dapr/";

    private readonly SnapshotCell _snapshots;
    private readonly GrpcServer _server;
    private readonly GrpcMethodTable _methods;

    /// <param name="snapshots">Says which parts are switched on.</param>
    /// <param name="server">Runs the methods.</param>
    /// <param name="invoke">Calls of other apps.</param>
    /// <param name="publish">Messages to brokers.</param>
    /// <param name="topics">Subscriptions that live as long as a stream.</param>
    /// <param name="secrets">What secret stores hold.</param>
    /// <param name="metadata">What the sidecar says of itself.</param>
    /// <param name="shutdown">Its end.</param>
    public GrpcApi(
        SnapshotCell snapshots,
        GrpcServer server,
        InvokeService invoke,
        PublishService publish,
        TopicStream topics,
        SecretService secrets,
        MetadataService metadata,
        ShutdownService shutdown)
    {
        ArgumentNullException.ThrowIfNull(invoke);
        ArgumentNullException.ThrowIfNull(publish);
        ArgumentNullException.ThrowIfNull(topics);
        ArgumentNullException.ThrowIfNull(secrets);
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(shutdown);
        _snapshots = snapshots;
        _server = server;
        _methods = new GrpcMethodTable(
        [
            GrpcMethod.Unary(Prefix + "InvokeService", InvokeServiceRequest.Parser, invoke.HandleAsync),
            GrpcMethod.Unary(Prefix + "PublishEvent", PublishEventRequest.Parser, publish.PublishAsync),
            GrpcMethod.Unary(Prefix + "BulkPublishEvent", BulkPublishRequest.Parser, publish.PublishBulkAsync),
            GrpcMethod.Unary(Prefix + "BulkPublishEventAlpha1", BulkPublishRequest.Parser, publish.PublishBulkAsync),
            GrpcMethod.Duplex(Prefix + "SubscribeTopicEventsAlpha1", topics.HandleAsync),
            GrpcMethod.Unary(Prefix + "GetSecret", GetSecretRequest.Parser, secrets.GetAsync),
            GrpcMethod.Unary(Prefix + "GetBulkSecret", GetBulkSecretRequest.Parser, secrets.GetBulkAsync),
            GrpcMethod.Unary(Prefix + "GetMetadata", GetMetadataRequest.Parser, metadata.GetAsync),
            GrpcMethod.Unary(Prefix + "SetMetadata", SetMetadataRequest.Parser, metadata.SetAsync),
            GrpcMethod.Unary(Prefix + "Shutdown", ShutdownRequest.Parser, shutdown.HandleAsync),
        ]);
        CheckAgainstProtocol(_methods.Paths);
    }

    /// <summary>True for a method of the service, whether it works here or not.</summary>
    internal static bool Knows(string path) => GrpcApiParts.Find(NameOf(path)) is not null;

    /// <summary>
    /// Refuses a list with a path that the protocol does not have. Read from <see cref="GrpcApiParts"/>, which has every method, and which a test
    /// holds to the descriptor: the descriptor itself takes 150 ms to come up, half of what a start may take.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is such a path; the message names it.</exception>
    internal static void CheckAgainstProtocol(IEnumerable<string> paths)
    {
        if (paths.FirstOrDefault(path => !Knows(path)) is { } unknown)
        {
            throw new InvalidOperationException($"{unknown} is in the list of the gRPC API and not in dapr/proto/runtime/v1/dapr.proto: correct the list");
        }
    }

    /// <summary>Serves one call of a method in Dapr's packages.</summary>
    internal Task HandleAsync(HttpContext context)
    {
        var path = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var part = GrpcApiParts.Find(NameOf(path));
        if (!GrpcApiParts.Serves(_snapshots.Current.GrpcApi, part))
        {
            return Refuse(context, HttpWords.StatusOf(StatusCodes.Status501NotImplemented, "requested endpoint is not available"));
        }

        return _methods.TryFind(path, out var method) ? _server.HandleAsync(context, method)
            : part is not null ? Refuse(context, new GrpcStatus(
                GrpcCode.Unimplemented, $"this version of the sidecar does not have {NameOf(path)} yet; docs/compatibility.md says what it has"))
            : Refuse(context, new GrpcStatus(GrpcCode.Unimplemented, $"a sidecar has no method {path}"));
    }

    private static Task Refuse(HttpContext context, GrpcStatus status)
    {
        GrpcStatusWriter.WriteTrailersOnly(context.Response, status);
        return Task.CompletedTask;
    }

    private static string NameOf(string path) => path.StartsWith(Prefix, StringComparison.Ordinal) ? path[Prefix.Length..] : "";
}
