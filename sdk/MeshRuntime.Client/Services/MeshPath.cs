using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace MeshRuntime.Client;

/// <summary>
/// Writes the path and query of a request from an interpolated string: <c>MeshPath path = $"/orders/{id}";</c>. Each value is written in the invariant culture,
/// so that it can be read back without loss, and escaped once; the text between the values stands as it is. Generated clients write their paths with it.
/// </summary>
/// <remarks>
/// A value is one segment, and what would not arrive as it was sent is refused here: a sidecar reads an escaped slash as a slash, cleans dots away, and does not let
/// <c>?</c>, <c>#</c> and control characters pass.
/// <c>{path:*}</c> is a value of several segments, which keeps its slashes.
/// </remarks>
[InterpolatedStringHandler]
public ref struct MeshPath
{
    private const string SeveralSegments = "*";

    // Longer than nearly every formatted value: a date with its offset has 33 letters, a Guid 36.
    private const int ValueLength = 64;

    // What Dapr's sidecar answers 500 to, however it is escaped.
    private static readonly SearchValues<char> s_refused = SearchValues.Create([.. Enumerable.Range(0, ' ').Select(code => (char)code), '?', '#', '\u007f']);

    private InlineChars _inline;
    private char[]? _grown;
    private int _length;
    private bool _hasQuery;

    /// <summary>Begins a path; the compiler calls it.</summary>
    /// <param name="literalLength">Letters outside of values.</param>
    /// <param name="formattedCount">The number of values.</param>
    public MeshPath(int literalLength, int formattedCount)
    {
        _ = formattedCount;
        if (literalLength > InlineChars.Length)
            _grown = new char[literalLength + InlineChars.Length];
    }

    [UnscopedRef]
    private Span<char> Chars => _grown is null ? _inline : _grown;

    /// <summary>Writes text between values, as it is.</summary>
    public void AppendLiteral(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        while (!value.TryCopyTo(Chars[_length..]))
            Grow(value.Length);
        _length += value.Length;
    }

    /// <summary>Writes a value of one segment.</summary>
    /// <exception cref="ArgumentException">It is empty, <c>.</c>, <c>..</c>, or has a slash, <c>?</c>, <c>#</c> or control character.</exception>
    public void AppendFormatted(string value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(value, name);
        AppendSegment(value, name);
    }

    /// <summary>Writes a value of several segments (<c>{path:*}</c>): its slashes stay slashes. It may be empty.</summary>
    /// <exception cref="ArgumentException">A segment is empty, <c>.</c> or <c>..</c>, or has a <c>?</c>, <c>#</c> or control character.</exception>
    public void AppendFormatted(string value, string format, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(value, name);
        if (format != SeveralSegments)
            throw new FormatException($"The path's value {name} has the format '{format}'; '{SeveralSegments}' (several segments) is the only one.");

        var rest = value.AsSpan();
        while (rest.IndexOf('/') is var slash && slash >= 0)
        {
            AppendSegment(rest[..slash], name);
            AppendLiteral("/");
            rest = rest[(slash + 1)..];
            if (rest.IsEmpty)
                throw Refused(value, name, "ends with a slash, which is lost on the way: leave it out");
        }

        if (!rest.IsEmpty)
            AppendSegment(rest, name);
    }

    /// <summary>Writes <c>true</c> or <c>false</c>.</summary>
    public void AppendFormatted(bool value) => AppendLiteral(value ? "true" : "false");

    /// <summary>Writes an address as it was given, escaped.</summary>
    /// <exception cref="ArgumentException">It has a slash.</exception>
    public void AppendFormatted(Uri value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(value, name);
        AppendSegment(value.OriginalString, name);
    }

    /// <summary>Writes a number, date, Guid, enum (by name) or the like.</summary>
    /// <exception cref="ArgumentException">Its text is empty or has a slash.</exception>
    public void AppendFormatted<T>(T value, [CallerArgumentExpression(nameof(value))] string name = "")
        where T : ISpanFormattable
    {
        Span<char> text = stackalloc char[ValueLength];
        AppendSegment(WireText.TryFormat(value, text, out var length) ? text[..length] : WireText.Format(value), name);
    }

    /// <summary>Adds <c>name=value</c> to the query; null is left out.</summary>
    /// <param name="name">The name, not escaped.</param>
    /// <param name="value">The value, not escaped.</param>
    public void AddQuery(string name, string? value)
    {
        if (value is not null)
            AddPair(name, value);
    }

    /// <inheritdoc cref="AddQuery(string, string?)"/>
    public void AddQuery(string name, bool? value)
    {
        if (value is { } present)
            AddPair(name, present ? "true" : "false");
    }

    /// <inheritdoc cref="AddQuery(string, string?)"/>
    public void AddQuery(string name, Uri? value) => AddQuery(name, value?.OriginalString);

    /// <inheritdoc cref="AddQuery(string, string?)"/>
    public void AddQuery<T>(string name, T? value)
        where T : ISpanFormattable
    {
        if (value is null)
            return;
        Span<char> text = stackalloc char[ValueLength];
        AddPair(name, WireText.TryFormat(value, text, out var length) ? text[..length] : WireText.Format(value));
    }

    /// <inheritdoc cref="AddQuery(string, string?)"/>
    public void AddQuery<T>(string name, T? value)
        where T : struct, ISpanFormattable
    {
        if (value is { } present)
            AddQuery<T>(name, present);
    }

    /// <summary>The path and query as written so far.</summary>
    public override string ToString() => Chars[.._length].ToString();

    private void AppendSegment(scoped ReadOnlySpan<char> value, string name)
    {
        if (value is "")
            throw Refused(value, name, "has an empty segment, which is lost on the way");
        if (value is "." or "..")
            throw Refused(value, name, "has a segment of dots, which is cleaned away on the way");
        if (value.Contains('/'))
            throw Refused(value, name, "has a slash, which one segment cannot carry: use {*" + name + "} in the route, or the query");
        if (value.IndexOfAny(s_refused) is var at && at >= 0)
            throw Refused(value, name, $"has {Shown(value[at])}, which sidecars refuse in a path: send it in the query");
        AppendEscaped(value);
    }

    private void AddPair(string name, scoped ReadOnlySpan<char> value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        AppendLiteral(_hasQuery ? "&" : "?");
        _hasQuery = true;
        AppendEscaped(name);
        AppendLiteral("=");
        AppendEscaped(value);
    }

    private void AppendEscaped(scoped ReadOnlySpan<char> value)
    {
        int written;
        while (!Uri.TryEscapeDataString(value, Chars[_length..], out written))
            Grow(value.Length);
        _length += written;
    }

    private void Grow(int wanted)
    {
        var larger = new char[Math.Max(Chars.Length * 2, _length + wanted)];
        Chars[.._length].CopyTo(larger);
        _grown = larger;
    }

    private static string Shown(char letter) => char.IsControl(letter) ? $"the control character U+{(int)letter:X4}" : $"a '{letter}'";

    private static ArgumentException Refused(scoped ReadOnlySpan<char> value, string name, string why) =>
        new($"The path's value {name}, '{value}', {why}.", name);

    [InlineArray(Length)]
    private struct InlineChars
    {
        // Paths are seldom longer; clearing 512 bytes costs a few nanoseconds.
        public const int Length = 256;

        private char _first;
    }
}
