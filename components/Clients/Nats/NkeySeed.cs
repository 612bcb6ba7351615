namespace MeshRuntime.Components.Clients.Nats;

/// <summary>A NATS key pair from its seed, the text that begins with <c>SU</c>: base 32 of a prefix, 32 bytes and a checksum.</summary>
internal sealed class NkeySeed
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int SeedPrefix = 18 << 3;
    private const int UserPrefix = 20 << 3;

    private readonly byte[] _seed;

    private NkeySeed(byte[] seed, int prefix)
    {
        _seed = seed;
        PublicKey = Encode([(byte)prefix, .. Ed25519.PublicKey(seed)]);
    }

    /// <summary>What the server knows the user by; begins with <c>U</c>.</summary>
    public string PublicKey { get; }

    /// <returns>Null when the text is no seed: of another kind than a user's, cut off, or mistyped.</returns>
    public static NkeySeed? Parse(string text)
    {
        // Two bytes of prefixes, the seed, two bytes of checksum.
        var bytes = Decode(text.Trim());
        if (bytes is not { Length: 36 } || Checksum(bytes.AsSpan(0, 34)) != (bytes[34] | (bytes[35] << 8)))
        {
            return null;
        }

        var kind = ((bytes[0] & 7) << 5) | (bytes[1] >> 3);
        return (bytes[0] & 0xF8) == SeedPrefix && kind == UserPrefix ? new NkeySeed(bytes[2..34], kind) : null;
    }

    /// <summary>Signs what the server asked for.</summary>
    public byte[] Sign(ReadOnlySpan<byte> nonce) => Ed25519.Sign(_seed, nonce);

    internal static string Encode(ReadOnlySpan<byte> body)
    {
        var sum = Checksum(body);
        ReadOnlySpan<byte> bytes = [.. body, (byte)sum, (byte)(sum >> 8)];
        var text = new char[((bytes.Length * 8) + 4) / 5];
        for (var i = 0; i < text.Length; i++)
        {
            var at = i * 5;
            var pair = (bytes[at / 8] << 8) | (at / 8 + 1 < bytes.Length ? bytes[(at / 8) + 1] : 0);
            text[i] = Alphabet[(pair >> (11 - (at % 8))) & 31];
        }

        return new string(text);
    }

    private static byte[]? Decode(string text)
    {
        var bytes = new byte[text.Length * 5 / 8];
        for (var i = 0; i < text.Length; i++)
        {
            var digit = Alphabet.IndexOf(text[i], StringComparison.Ordinal);
            if (digit < 0)
            {
                return null;
            }

            for (var bit = 0; bit < 5; bit++)
            {
                var at = (i * 5) + bit;
                if (at / 8 < bytes.Length && (digit & (16 >> bit)) != 0)
                {
                    bytes[at / 8] |= (byte)(0x80 >> (at % 8));
                }
            }
        }

        return bytes;
    }

    /// <summary>CRC-16 as XMODEM has it.</summary>
    private static int Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0;
        foreach (var value in bytes)
        {
            sum ^= value << 8;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum & 0x8000) != 0 ? (sum << 1) ^ 0x1021 : sum << 1;
            }
        }

        return sum & 0xFFFF;
    }
}
