using Curve = Org.BouncyCastle.Math.EC.Rfc8032.Ed25519;

namespace MeshRuntime.Components.Clients.Nats;

/// <summary>Signs with Ed25519 (RFC 8032, 5.1), which .NET 10 does not have.</summary>
internal static class Ed25519
{
    public const int KeyBytes = 32;
    public const int SignatureBytes = 64;

    public static byte[] PublicKey(ReadOnlySpan<byte> seed)
    {
        var key = new byte[KeyBytes];
        Curve.GeneratePublicKey(seed, key);
        return key;
    }

    public static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message)
    {
        var signature = new byte[SignatureBytes];
        var bytes = message.ToArray();
        Curve.Sign(seed.ToArray(), 0, bytes, 0, bytes.Length, signature, 0);
        return signature;
    }
}
