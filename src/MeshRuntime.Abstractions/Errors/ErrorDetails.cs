namespace MeshRuntime.Abstractions.Errors;

/// <summary>The part of an error that a client reads by program: <c>google.rpc.ErrorInfo</c>, and <c>google.rpc.ResourceInfo</c> where one is named.</summary>
/// <param name="Reason">Dapr's constant, such as <c>DAPR_PUBSUB_NOT_FOUND</c>.</param>
public sealed record ErrorDetails(string Reason)
{
    /// <summary>What the reason's domain is in all of them.</summary>
    public const string Domain = "dapr.io";

    /// <summary>The kind of resource that failed, such as <c>pubsub</c>; null when none is named.</summary>
    public string? ResourceType { get; init; }

    /// <summary>The name of the resource.</summary>
    public string ResourceName { get; init; } = "";

    /// <summary>More about the case; null for nothing.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}
