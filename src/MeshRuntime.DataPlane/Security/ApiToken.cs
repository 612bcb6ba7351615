using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace MeshRuntime.DataPlane.Security;

/// <summary>
/// The token that guards the sidecar's API. Keeps its SHA-256 only, and compares digests in fixed time: how long a refusal takes depends on the
/// length of what was presented, never on the token.
/// </summary>
public sealed class ApiToken
{
    private const int StackBytes = 512;

    private readonly byte[] _digest;

    /// <param name="token">What callers must present.</param>
    /// <exception cref="ArgumentException">It is empty, or no header can carry it: white space at an end, control characters, or not ASCII.</exception>
    public ApiToken(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (token.Length == 0 || token.Trim().Length != token.Length || token.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            throw new ArgumentException("an API token must be printable ASCII, without white space at its ends, and not empty", nameof(token));
        }

        _digest = SHA256.HashData(Encoding.UTF8.GetBytes(token));
    }

    /// <summary>
    /// Whether a request may pass. Exactly one header with exactly the token: of two, another reader might take the other one (hardening B07).
    /// </summary>
    /// <param name="presented">Every value of the token's header; empty when there is none.</param>
    public bool Accepts(StringValues presented) => presented.Count == 1 && presented[0] is { } value && Matches(value);

    private bool Matches(string presented)
    {
        var length = Encoding.UTF8.GetMaxByteCount(presented.Length);
        var rented = length > StackBytes ? ArrayPool<byte>.Shared.Rent(length) : null;
        var bytes = rented ?? stackalloc byte[StackBytes];
        bytes = bytes[..Encoding.UTF8.GetBytes(presented, bytes)];
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, digest);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return CryptographicOperations.FixedTimeEquals(digest, _digest);
    }
}
