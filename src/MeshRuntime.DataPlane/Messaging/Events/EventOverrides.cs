namespace MeshRuntime.DataPlane.Messaging.Events;

/// <summary>The attributes that a publish sets by <c>cloudevent.*</c> in its metadata, in any case. An empty one counts as not set.</summary>
internal readonly record struct EventOverrides(
    string? Id, string? Source, string? Type, string? Subject, string? TraceId, string? TraceParent, string? TraceState)
{
    private const string Prefix = "cloudevent.";

    public static EventOverrides Read(IReadOnlyDictionary<string, string>? metadata)
    {
        var read = default(EventOverrides);
        foreach (var (name, value) in metadata ?? EmptyMetadata.Instance)
        {
            if (value.Length > 0 && name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            {
                read = read.With(name[Prefix.Length..].ToLowerInvariant(), value);
            }
        }

        return read;
    }

    private EventOverrides With(string name, string value) => name switch
    {
        "id" => this with { Id = value },
        "source" => this with { Source = value },
        "type" => this with { Type = value },
        "subject" => this with { Subject = value },
        "traceid" => this with { TraceId = value },
        "traceparent" => this with { TraceParent = value },
        "tracestate" => this with { TraceState = value },
        _ => this,
    };
}
