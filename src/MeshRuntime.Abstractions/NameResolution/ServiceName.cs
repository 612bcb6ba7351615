namespace MeshRuntime.Abstractions.NameResolution;

/// <summary>The logical name of a service.</summary>
/// <param name="AppId">The app id, without its namespace.</param>
/// <param name="Namespace">The namespace; resolvers whose registry has none ignore it (Dapr's sqlite and mDNS do).</param>
public readonly record struct ServiceName(string AppId, string Namespace)
{
    /// <inheritdoc/>
    public override string ToString() => $"{AppId}.{Namespace}";
}
