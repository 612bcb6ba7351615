using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MeshRuntime.Tests.DataPlane.Security;

/// <summary>What a test certificate holds; the defaults make a good one.</summary>
internal sealed record LeafSpec
{
    public const string Server = "1.3.6.1.5.5.7.3.1";
    public const string Client = "1.3.6.1.5.5.7.3.2";

    public static readonly DateTimeOffset From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset To = new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero);

    public string[] Uris { get; init; } = ["spiffe://public/ns/default/orders"];

    public string Subject { get; init; } = "CN=workload";

    public bool IsAuthority { get; init; }

    public X509KeyUsageFlags Usage { get; init; } = X509KeyUsageFlags.DigitalSignature;

    public string[] Purposes { get; init; } = [Server, Client];

    public AsymmetricAlgorithm? Key { get; init; }

    public X509SignatureGenerator? Signer { get; init; }

    public DateTimeOffset NotAfter { get; init; } = To;

    public static LeafSpec For(string app, string space = "default", string domain = "public") =>
        new() { Uris = [$"spiffe://{domain}/ns/{space}/{app}"] };
}
