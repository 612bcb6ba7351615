namespace MeshRuntime.Client;

/// <summary>A request to an app: what to ask for, and under which terms.</summary>
public readonly struct MeshRequest
{
    /// <summary>The HTTP method.</summary>
    public required HttpMethod Method { get; init; }

    /// <summary>The path at the app, escaped, with its query, such as <c>/orders/7?full=true</c>. A leading slash may be missing.</summary>
    public required string Path { get; init; }

    /// <summary>The body. Null: none. It is disposed with the request, so each call needs one of its own.</summary>
    public HttpContent? Content { get; init; }

    /// <summary>Headers of the request. Null: none.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Headers { get; init; }

    /// <summary>How long the call may take; above zero. Null, or <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>: as long as the caller's token and the sidecar's policies allow.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Statuses of the app's answer, beside 2xx, that are no failure: the call returns null instead of throwing. Null: none. A 404 of an app with
    /// <c>AddMesh()</c> that has no such address at all throws nevertheless.</summary>
    public IReadOnlyList<int>? ExpectedStatuses { get; init; }
}
