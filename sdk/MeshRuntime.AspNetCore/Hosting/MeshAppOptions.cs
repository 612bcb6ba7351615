namespace MeshRuntime.AspNetCore;

/// <summary>What an app beside a sidecar may set.</summary>
public sealed class MeshAppOptions
{
    /// <summary>
    /// What a request to a service, a topic or another endpoint with <c>RequireAppToken</c> must carry in the header <c>dapr-api-token</c>, so that only the
    /// sidecar gets through. Default: <c>APP_API_TOKEN</c> of the app's configuration, which has the environment in it. Null: no check. Not empty.
    /// </summary>
    public string? AppToken { get; set; }
}
