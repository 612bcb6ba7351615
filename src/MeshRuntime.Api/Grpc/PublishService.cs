using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.DataPlane.Messaging.Publishing;
using MeshRuntime.DataPlane.Telemetry;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Runtime;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Api.Grpc;

/// <summary><c>PublishEvent</c>, <c>BulkPublishEvent</c> and its older name.</summary>
public sealed class PublishService(Publisher publisher)
{
    /// <summary>Publishes one event.</summary>
    internal async ValueTask<GrpcResult<Empty>> PublishAsync(PublishEventRequest request, GrpcServerCall call)
    {
        var trace = Trace(call);
        var metadata = MetadataOf(request.Metadata);
        var error = Find(request.PubsubName, request.Topic, metadata, out var target);
        if (target is { IsRaw: true })
        {
            // Data that is no event has no other place for its trace; over HTTP it has none at all (Dapr).
            target = target with { Metadata = new Dictionary<string, string>(target.Metadata!) { ["traceid"] = trace.TraceParent, ["tracestate"] = trace.TraceState } };
        }

        error ??= await publisher.PublishAsync(target!, new PublishEntry(request.Data.Memory, request.DataContentType, trace), call.Cancellation);
        return error is null ? new Empty() : RichStatus.Of(error);
    }

    /// <summary>Publishes many. One that the broker does not take fails the call (Dapr): the message says which.</summary>
    internal async ValueTask<GrpcResult<BulkPublishResponse>> PublishBulkAsync(BulkPublishRequest request, GrpcServerCall call)
    {
        var trace = Trace(call);
        if (Find(request.PubsubName, request.Topic, MetadataOf(request.Metadata), out var target) is { } unknown)
        {
            return RichStatus.Of(unknown);
        }

        var entries = request.Entries.Select(entry => new PublishEntry(
            entry.Event.Memory, entry.ContentType, TraceContext.Continue(trace.TraceParent, trace.TraceState))
        {
            Id = entry.EntryId,
            Metadata = entry.Metadata.Count > 0 ? Overlay(request.Metadata, entry.Metadata) : null,
        }).ToList();
        var outcome = await publisher.PublishBulkAsync(target!, entries, call.Cancellation);
        var error = outcome switch
        {
            { Error: { } refused } => refused,
            { Failures: [var first, ..] failures } => PublishErrors.Failed(
                request.PubsubName, request.Topic, $"{failures.Count} of {entries.Count} entries were not published, first {first.EntryId}: {first.Reason}"),
            _ => null,
        };
        return error is null ? new BulkPublishResponse() : RichStatus.Of(error);
    }

    /// <summary>As over HTTP, except that the error of an unknown broker does not repeat the request's metadata (Dapr).</summary>
    private MeshError? Find(string pubsub, string topic, Dictionary<string, string>? metadata, out PublishTarget? target)
    {
        var error = publisher.Find(pubsub, topic, metadata, out target);
        return error?.Code == MeshErrorCode.PubSubNotFound ? PublishErrors.NotFound(pubsub, metadata: null) : error;
    }

    private static TraceContext Trace(GrpcServerCall call) =>
        TraceContext.Continue(call.Http.Request.Headers["traceparent"], call.Http.Request.Headers["tracestate"]);

    private static Dictionary<string, string>? MetadataOf(MapField<string, string> map) =>
        map.Count == 0 ? null : new Dictionary<string, string>(map, StringComparer.Ordinal);

    private static Dictionary<string, string> Overlay(MapField<string, string> request, MapField<string, string> own)
    {
        var all = new Dictionary<string, string>(request, StringComparer.Ordinal);
        foreach (var (name, value) in own)
        {
            all[name] = value;
        }

        return all;
    }
}
