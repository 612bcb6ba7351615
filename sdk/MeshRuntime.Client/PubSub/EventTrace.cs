using System.Diagnostics;

namespace MeshRuntime.Client;

/// <summary>Continues the publisher's trace in the handler, so that the handler's own calls belong to it. With or without anybody who records traces.</summary>
internal static class EventTrace
{
    private static readonly ActivitySource Source = new("MeshRuntime.Client");

    /// <summary>Null when the event has no trace.</summary>
    public static Activity? Begin(MeshEvent read)
    {
        if (!read.Attributes.TryGetValue("traceparent", out var parent)
            || !ActivityContext.TryParse(parent, read.Attributes.GetValueOrDefault("tracestate"), isRemote: true, out var context))
        {
            return null;
        }

        var name = $"process {read.Topic}";
        var activity = Source.CreateActivity(name, ActivityKind.Consumer, context) ?? new Activity(name).SetParentId(context.TraceId, context.SpanId, context.TraceFlags);
        activity.TraceStateString ??= context.TraceState;
        return activity.Start();
    }
}
