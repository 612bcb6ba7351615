using System.Numerics;
using System.Security.Cryptography;

namespace MeshRuntime.Components.Clients.Nats;

/// <summary>
/// Signs with Ed25519 (RFC 8032, 5.1), which .NET 10 does not have. Only what a client needs: no verification. The steps on the curve do not depend
/// on the secret; the last reduction (<see cref="BigInteger"/>) does a little, once per connection and far below what a network lets be measured.
/// </summary>
internal static class Ed25519
{
    public const int KeyBytes = 32;
    public const int SignatureBytes = 64;

    // The order of the base point, 2^252 + 27742317777372353535851937790883648493.
    private static readonly BigInteger Order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", null);

    public static byte[] PublicKey(ReadOnlySpan<byte> seed)
    {
        Span<byte> secret = stackalloc byte[64];
        Expand(seed, secret);
        var key = new byte[KeyBytes];
        EdwardsPoint.TimesBase(secret[..32]).Write(key);
        CryptographicOperations.ZeroMemory(secret);
        return key;
    }

    public static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message)
    {
        Span<byte> secret = stackalloc byte[64];
        Expand(seed, secret);
        var publicKey = PublicKey(seed);
        var signature = new byte[SignatureBytes];

        var nonce = Reduce(SHA512.HashData([.. secret[32..], .. message]));
        Span<byte> scalar = stackalloc byte[32];
        Write(nonce, scalar);
        EdwardsPoint.TimesBase(scalar).Write(signature);

        var challenge = Reduce(SHA512.HashData([.. signature.AsSpan(0, 32), .. publicKey, .. message]));
        var key = new BigInteger(secret[..32], isUnsigned: true);
        Write((nonce + (challenge * key)) % Order, signature.AsSpan(32));
        CryptographicOperations.ZeroMemory(secret);
        CryptographicOperations.ZeroMemory(scalar);
        return signature;
    }

    private static void Expand(ReadOnlySpan<byte> seed, Span<byte> secret)
    {
        SHA512.HashData(seed, secret);
        secret[0] &= 0b1111_1000;
        secret[31] &= 0b0111_1111;
        secret[31] |= 0b0100_0000;
    }

    private static BigInteger Reduce(ReadOnlySpan<byte> bytes) => new BigInteger(bytes, isUnsigned: true) % Order;

    private static void Write(BigInteger number, Span<byte> bytes)
    {
        bytes.Clear();
        number.TryWriteBytes(bytes, out _, isUnsigned: true);
    }
}
