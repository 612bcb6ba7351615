namespace MeshRuntime.DataPlane.App;

/// <summary>Where our app listens, as the flags say.</summary>
/// <param name="Protocol">How to speak to it.</param>
/// <param name="Host">Default <c>127.0.0.1</c>.</param>
/// <param name="Port">1 to 65535.</param>
/// <param name="Token">Sent as <c>dapr-api-token</c> with every request to the app; null when <c>APP_API_TOKEN</c> is not set.</param>
/// <param name="MaxHeaderBytes">Ceiling of the headers that it may answer.</param>
public sealed record AppTarget(AppProtocol Protocol, string Host, int Port, string? Token, int MaxHeaderBytes)
{
    /// <summary>Ceiling of a message to and from a gRPC app, which has to be in memory whole; null for none.</summary>
    public long? MaxMessageBytes { get; init; }

    /// <summary>How many calls it takes at once, events over HTTP among them; null for any number.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>Connections to it at once; who needs another one waits. Default 1024, as of Dapr's app client.</summary>
    public int MaxConnections { get; init; } = 1024;

    /// <summary>Whether it is asked for its topics; default true.</summary>
    public bool IsAskedForTopics { get; init; } = true;

    /// <summary>How its health is probed; null when it is not, and taken for granted.</summary>
    public AppProbePlan? Probe { get; init; }

    /// <summary><c>host:port</c>, IPv6 in brackets.</summary>
    public string Authority { get; } = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    /// <inheritdoc/>
    public override string ToString() => Authority;
}
