using System.Collections.Immutable;

namespace MeshRuntime.Abstractions.NameResolution;

/// <summary>Where one instance of a service listens for other sidecars.</summary>
/// <param name="Host">An IP address or a DNS name, without brackets.</param>
/// <param name="Port">1 to 65535.</param>
public sealed record Endpoint(string Host, int Port)
{
    /// <summary>Share of the traffic against the other endpoints of the set: 1 to 1000, default 100.</summary>
    public int Weight { get; init; } = 100;

    /// <summary>What the registry says of the instance, such as <c>version</c> or <c>zone</c>.</summary>
    public ImmutableDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary><c>host:port</c>, IPv6 in brackets.</summary>
    public string Authority { get; } = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    /// <inheritdoc/>
    public override string ToString() => Authority;
}
