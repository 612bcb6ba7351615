namespace MeshRuntime.Cli.Sidecars;

/// <summary>Says what to do about a refusal, where the sidecar's own words do not.</summary>
internal static class Cures
{
    /// <param name="reply">The refusal.</param>
    /// <param name="appId">Whose sidecar it was.</param>
    /// <param name="components">What that sidecar has loaded.</param>
    /// <returns>A sentence; null when there is nothing to add.</returns>
    public static string? Of(SidecarReply reply, string appId, IReadOnlyList<SidecarComponent> components) => reply switch
    {
        { Status: SidecarReply.Silent } => "mesh list shows which sidecars run.",
        { Status: 401 } => $"Set DAPR_API_TOKEN to the token of the sidecar of {appId}.",
        { Code: "ERR_PUBSUB_NOT_FOUND" } => Brokers(appId, components),
        { Code: "ERR_PUBSUB_FORBIDDEN" } => "The publishingScopes, protectedTopics and allowedTopics of the component decide; the log of the sidecar names its file.",
        { Code: "ERR_QUEUE_NOT_FOUND" } => $"mesh queue ls --app-id {appId} shows which there are.",
        { Status: 404, Code: null } => "That part of its API is switched off (spec.api of its Configuration), or it is older than this mesh.",
        _ => null,
    };

    private static string Brokers(string appId, IReadOnlyList<SidecarComponent> components)
    {
        var brokers = components.Where(component => component.Type.StartsWith("pubsub.", StringComparison.Ordinal)).ToList();
        return brokers.Count == 0
            ? $"The sidecar of {appId} has no message broker: add a Component of type pubsub.sqlite, or another one, to its resources."
            : $"The sidecar of {appId} has {string.Join(", ", brokers.Select(broker => $"{broker.Name} ({broker.Type})"))}: name one with --pubsub.";
    }
}
