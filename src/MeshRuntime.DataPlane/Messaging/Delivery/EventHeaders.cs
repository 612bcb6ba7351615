using System.Net.Http.Headers;
using System.Text;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Forwarding;
using MeshRuntime.DataPlane.Telemetry;

namespace MeshRuntime.DataPlane.Messaging.Delivery;

/// <summary>
/// Writes what a broker knew of a message as headers of its delivery. A publisher chose these names and values: what only a sidecar may say, and what
/// could begin another header, stays out.
/// </summary>
internal static class EventHeaders
{
    private const string TraceParent = "traceparent";
    private const string TraceState = "tracestate";
    private const string GrpcPrefix = "grpc-";

    public static void Add(HttpRequestHeaders headers, TopicEvent read)
    {
        foreach (var (name, value) in read.Metadata)
        {
            var lower = name.ToLowerInvariant();
            if (IsOwn(lower) || !HeaderRules.IsWritable(value))
            {
                continue;
            }

            if (lower.StartsWith(GrpcPrefix, StringComparison.Ordinal))
            {
                headers.TryAddWithoutValidation("dapr-" + lower, Wire(value));
            }
            else if (!HeaderRules.EndsRequestHere(lower, default, CallKind.Http))
            {
                // A name that is no token is not added.
                headers.TryAddWithoutValidation(lower, Wire(value));
            }
        }

        AddTrace(headers, read);
    }

    /// <summary>True for what goes to a gRPC app as metadata.</summary>
    public static bool IsPassed(string name) =>
        !IsOwn(name.ToLowerInvariant()) && !HeaderRules.EndsRequestHere(name, default, CallKind.Http);

    /// <summary>
    /// The bytes of UTF-8 as the client below takes them: it writes each character as one byte, and would replace what does not fit by the next best
    /// letter.
    /// </summary>
    public static string Wire(string value) => Ascii.IsValid(value) ? value : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(value));

    /// <summary>The delivery is the next step of the event's trace; an event without one begins none.</summary>
    private static void AddTrace(HttpRequestHeaders headers, TopicEvent read)
    {
        if (!TraceContext.IsValid(read.TraceParent))
        {
            return;
        }

        var trace = TraceContext.Continue(read.TraceParent, read.TraceState);
        headers.TryAddWithoutValidation(TraceParent, trace.TraceParent);
        if (trace.TraceState.Length > 0 && HeaderRules.IsWritable(trace.TraceState))
        {
            headers.TryAddWithoutValidation(TraceState, Wire(trace.TraceState));
        }
    }

    private static bool IsOwn(string name) =>
        name is "content-type" or "content-length" or "pubsubname" or TraceParent or TraceState or "grpc-trace-bin" || name.EndsWith("-bin", StringComparison.Ordinal);
}
