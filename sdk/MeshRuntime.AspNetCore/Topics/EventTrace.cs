using System.Diagnostics;

namespace MeshRuntime.AspNetCore;

/// <summary>
/// Continues the publisher's trace where the delivery does not: headers can hold one trace, not those of several messages, and a sidecar may trace nothing.
/// </summary>
internal static class EventTrace
{
    private static readonly ActivitySource Source = new("MeshRuntime.AspNetCore");

    /// <summary>Null when the event has no trace. Recorded if somebody listens to <c>MeshRuntime.AspNetCore</c>; there for the handler's own calls anyway.</summary>
    public static Activity? Begin<T>(TopicEvent<T> received)
    {
        if (!received.Attributes.TryGetValue("traceparent", out var parent)
            || !ActivityContext.TryParse(parent, received.Attributes.GetValueOrDefault("tracestate"), isRemote: true, out var context))
        {
            return null;
        }

        var name = $"process {received.Topic}";
        var activity = Source.CreateActivity(name, ActivityKind.Consumer, context) ?? new Activity(name).SetParentId(context.TraceId, context.SpanId, context.TraceFlags);
        activity.TraceStateString ??= context.TraceState;
        return activity.Start();
    }
}
