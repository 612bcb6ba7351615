using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using MeshRuntime.Components.Clients.Nats;

namespace MeshRuntime.ComponentTests.Clients.Nats;

/// <summary>A new key pair of an operator, an account or a user, and the words that they sign about each other.</summary>
internal sealed class NatsKeys(int prefix)
{
    public const int Operator = 14 << 3;
    public const int Account = 0;
    public const int User = 20 << 3;

    private readonly byte[] _seed = RandomNumberGenerator.GetBytes(32);

    public string PublicKey => NkeySeed.Encode([(byte)prefix, .. Ed25519.PublicKey(_seed)]);

    public string Seed => NkeySeed.Encode([(byte)((18 << 3) | (prefix >> 5)), (byte)((prefix & 31) << 3), .. _seed]);

    /// <summary>A JWT about another key, as nsc makes it.</summary>
    public string Sign(string subject, string claims)
    {
        var body = Encode("""{"typ":"JWT","alg":"ed25519-nkey"}""") + "."
            + Encode($$"""{"jti":"{{Guid.NewGuid():N}}","iat":1700000000,"iss":"{{PublicKey}}","name":"test","sub":"{{subject}}","nats":{{claims}}}""");
        return body + "." + Base64Url.EncodeToString(Ed25519.Sign(_seed, Encoding.ASCII.GetBytes(body)));
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
