using System.Buffers;
using System.Text;

namespace MeshRuntime.DataPlane.Calls;

/// <summary>
/// The one canonical path of a call: decoded once and cleaned once, at the edge. Policy, routing, metrics and dispatch use this value, and the
/// wire carries <see cref="Escaped"/>, which parses to the same value again, so what is judged is what the app gets.
/// </summary>
/// <remarks>
/// Differs from Dapr on purpose: a decoded <c>%</c> goes out as <c>%25</c>. Dapr sends it raw, so that <c>%252F</c> is judged as <c>%2F</c> and
/// reaches the app as a slash: two readers of one path.
/// </remarks>
public readonly struct MethodPath : IEquatable<MethodPath>
{
    // RFC 3986 pchar and the slash: what may stand in a path unescaped.
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()*+,;=:@/");

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly string? _text;
    private readonly string? _escaped;

    private MethodPath(string text, string escaped)
    {
        _text = text;
        _escaped = escaped;
    }

    /// <summary>Decoded and clean, with a leading slash and no trailing one: what policies see. The app's root is <c>/</c>.</summary>
    public string Text => _text ?? "/";

    /// <summary>The same for the wire: ASCII, everything but RFC 3986's path characters percent-encoded as UTF-8.</summary>
    public string Escaped => _escaped ?? "/";

    /// <summary>Reads a path as it stood on the wire: percent-encoded, with or without a leading slash, without query.</summary>
    public static PathRefusal TryParse(ReadOnlySpan<char> raw, out MethodPath path)
    {
        path = default;
        if (raw is [] or "/")
        {
            return PathRefusal.None;
        }

        if (IsCanonical(raw))
        {
            var text = raw.ToString();
            path = new MethodPath(text, text);
            return PathRefusal.None;
        }

        var refusal = Decode(raw, out var decoded);
        return refusal == PathRefusal.None ? Clean(decoded, out path) : refusal;
    }

    /// <inheritdoc/>
    public bool Equals(MethodPath other) => Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MethodPath other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>The common case, found without decoding: a leading slash, plain characters, no empty or dotted segment, no trailing slash.</summary>
    private static bool IsCanonical(ReadOnlySpan<char> raw) =>
        raw[0] == '/' && raw[^1] != '/' && !raw.ContainsAnyExcept(Plain)
        && raw.IndexOf("//", StringComparison.Ordinal) < 0 && raw.IndexOf("/.", StringComparison.Ordinal) < 0;

    private static PathRefusal Decode(ReadOnlySpan<char> raw, out string decoded)
    {
        decoded = "";
        var bytes = new byte[raw.Length];
        var count = 0;
        for (var i = 0; i < raw.Length; i++)
        {
            var value = (int)raw[i];
            if (value is '#' or '?')
            {
                return PathRefusal.Reserved;
            }

            if (value == '%')
            {
                if (i + 2 >= raw.Length || !char.IsAsciiHexDigit(raw[i + 1]) || !char.IsAsciiHexDigit(raw[i + 2]))
                {
                    return PathRefusal.Malformed;
                }

                value = Convert.FromHexString(raw.Slice(i + 1, 2))[0];
                i += 2;
            }
            else if (value > 0x7E)
            {
                return PathRefusal.Malformed;
            }

            if (value is < 0x20 or 0x7F or '#' or '?')
            {
                return PathRefusal.Reserved;
            }

            bytes[count++] = (byte)value;
        }

        try
        {
            decoded = StrictUtf8.GetString(bytes, 0, count);
            return PathRefusal.None;
        }
        catch (DecoderFallbackException)
        {
            // Overlong forms (%c0%ae for a dot) end here too.
            return PathRefusal.Malformed;
        }
    }

    private static PathRefusal Clean(string decoded, out MethodPath path)
    {
        path = default;
        var segments = new List<string>();
        foreach (var segment in decoded.Split('/'))
        {
            if (segment is "" or ".")
            {
                continue;
            }

            if (segment != "..")
            {
                segments.Add(segment);
            }
            else if (segments.Count == 0)
            {
                return PathRefusal.AboveRoot;
            }
            else
            {
                segments.RemoveAt(segments.Count - 1);
            }
        }

        if (segments.Count > 0)
        {
            var text = "/" + string.Join('/', segments);
            path = new MethodPath(text, Escape(text));
        }

        return PathRefusal.None;
    }

    private static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(Plain))
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 16);
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            if (Plain.Contains((char)value))
            {
                escaped.Append((char)value);
            }
            else
            {
                escaped.Append('%').Append(value.ToString("X2", null));
            }
        }

        return escaped.ToString();
    }
}
