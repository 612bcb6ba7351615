using System.Buffers;
using System.Collections;
using System.Collections.Frozen;

namespace MeshRuntime.Protocol.Grpc;

/// <summary>
/// What travels beside the messages of a call: names with values, in order, names repeated as they come. Everything in it can stand in a header:
/// what cannot does not get in. For one thread at a time.
/// </summary>
public sealed class GrpcMetadata : IReadOnlyCollection<GrpcMetadataEntry>
{
    // Of the connection, the stream or the protocol, never of the caller (gRPC over HTTP/2; RFC 9113, 8.2.2).
    private static readonly FrozenSet<string> NotMetadata = FrozenSet.Create(
        StringComparer.Ordinal,
        GrpcHeaders.Status, GrpcHeaders.Message, GrpcHeaders.Details, GrpcHeaders.Timeout, GrpcHeaders.Encoding, GrpcHeaders.AcceptEncoding,
        "grpc-message-type",
        "content-type", "content-length", "te", "host", "trailer", "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade");

    private static readonly SearchValues<char> NameLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.");

    private readonly List<GrpcMetadataEntry> _entries = [];

    /// <inheritdoc/>
    public int Count => _entries.Count;

    /// <summary>The last value of this name, as <see cref="GrpcMetadataEntry.Text"/>; null when there is none.</summary>
    /// <param name="name">In any case.</param>
    public string? this[string name] => Last(name)?.Text;

    /// <summary>The last value of this name as bytes; null when there is none.</summary>
    /// <param name="name">In any case; ends in <c>-bin</c>.</param>
    public ReadOnlyMemory<byte>? BytesOf(string name) => Last(name)?.Bytes;

    /// <summary>All values of this name, in order.</summary>
    /// <param name="name">In any case.</param>
    public IEnumerable<GrpcMetadataEntry> All(string name) => _entries.Where(entry => entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Adds a value as it stands in a header; of a <c>-bin</c> name that is base64, or several values of it with commas between them.</summary>
    /// <returns>False when nothing was added: see <see cref="Add(string, string)"/>.</returns>
    public bool TryAdd(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        if (NameOf(name) is not { } proper)
        {
            return false;
        }

        if (proper.EndsWith(GrpcHeaders.BinarySuffix, StringComparison.Ordinal))
        {
            return TryAddBase64(proper, value);
        }

        if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return false;
        }

        _entries.Add(new GrpcMetadataEntry(proper, value));
        return true;
    }

    /// <summary>Adds a text.</summary>
    /// <param name="name">Letters, digits, <c>_</c>, <c>-</c> and <c>.</c>; not one that the protocol uses itself.</param>
    /// <param name="value">Printable ASCII; of a <c>-bin</c> name base64.</param>
    /// <exception cref="ArgumentException">The name or the value cannot stand in a header.</exception>
    public void Add(string name, string value)
    {
        if (!TryAdd(name, value))
        {
            throw new ArgumentException(
                $"metadata \"{name}\" cannot be sent: its name is not allowed, or its value is not printable ASCII (use a -bin name for bytes)");
        }
    }

    /// <summary>Adds bytes. They are kept, not copied.</summary>
    /// <param name="name">As for a text, and ends in <c>-bin</c>.</param>
    /// <param name="value">Any bytes.</param>
    /// <exception cref="ArgumentException">The name cannot stand in a header, or does not end in <c>-bin</c>.</exception>
    public void Add(string name, ReadOnlyMemory<byte> value)
    {
        ArgumentNullException.ThrowIfNull(name);
        var proper = NameOf(name);
        if (proper?.EndsWith(GrpcHeaders.BinarySuffix, StringComparison.Ordinal) is not true)
        {
            throw new ArgumentException($"metadata \"{name}\" cannot carry bytes: its name must be one that is allowed, and end in -bin");
        }

        _entries.Add(new GrpcMetadataEntry(proper, value));
    }

    /// <inheritdoc/>
    public IEnumerator<GrpcMetadataEntry> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private bool TryAddBase64(string name, string value)
    {
        var before = _entries.Count;
        foreach (var range in value.AsSpan().Split(','))
        {
            var text = value.AsSpan()[range].Trim(' ').TrimEnd('=');
            var bytes = new byte[text.Length * 3 / 4];
            if (!Convert.TryFromBase64String(text.ToString().PadRight((text.Length + 3) / 4 * 4, '='), bytes, out var count))
            {
                _entries.RemoveRange(before, _entries.Count - before);
                return false;
            }

            _entries.Add(new GrpcMetadataEntry(name, bytes.AsMemory(0, count)));
        }

        return true;
    }

    private GrpcMetadataEntry? Last(string name)
    {
        var at = _entries.FindLastIndex(entry => entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return at < 0 ? null : _entries[at];
    }

    private static string? NameOf(string name)
    {
        var lower = name.ToLowerInvariant();
        return lower.Length == 0 || lower.AsSpan().ContainsAnyExcept(NameLetters) || NotMetadata.Contains(lower) ? null : lower;
    }
}
