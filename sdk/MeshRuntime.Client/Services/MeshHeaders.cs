using System.Collections;

namespace MeshRuntime.Client;

/// <summary>
/// Headers of a request, in the order in which they were added: <c>new MeshHeaders { { "If-Match", etag }, { "X-Attempt", attempt } }</c>. Values are
/// written in the invariant culture; null is left out.
/// </summary>
public sealed class MeshHeaders : IReadOnlyList<KeyValuePair<string, string>>
{
    private readonly List<KeyValuePair<string, string>> _headers = new(capacity: 2);

    /// <summary>The number of headers.</summary>
    public int Count => _headers.Count;

    /// <summary>The header at a place, from 0.</summary>
    public KeyValuePair<string, string> this[int index] => _headers[index];

    /// <summary>Adds a header; null is left out.</summary>
    /// <param name="name">The header's name.</param>
    /// <param name="value">Its value: ASCII without control characters, and no blank at either end, which is all that a header can carry.</param>
    /// <exception cref="ArgumentException"><paramref name="value"/> would not arrive as it is.</exception>
    public void Add(string name, string? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (value is null)
            return;

        var at = value.AsSpan().IndexOfAnyExceptInRange(' ', '~');
        if (at >= 0 && value[at] != '\t')
            throw Refused(name, $"U+{(int)value[at]:X4} at position {at} of its value: escape it, or send it in the body");
        if (value is [' ' or '\t', ..] or [.., ' ' or '\t'])
            throw Refused(name, "the blank at an end of its value: take it away, or send it in the body");
        _headers.Add(new(name, value));
    }

    /// <inheritdoc cref="Add(string, string?)"/>
    public void Add(string name, bool? value)
    {
        if (value is { } present)
            Add(name, present ? "true" : "false");
    }

    /// <inheritdoc cref="Add(string, string?)"/>
    public void Add(string name, Uri? value) => Add(name, value?.OriginalString);

    /// <inheritdoc cref="Add(string, string?)"/>
    public void Add<T>(string name, T? value)
        where T : ISpanFormattable
    {
        if (value is not null)
            Add(name, WireText.Format(value));
    }

    /// <inheritdoc cref="Add(string, string?)"/>
    public void Add<T>(string name, T? value)
        where T : struct, ISpanFormattable
    {
        if (value is { } present)
            Add(name, WireText.Format(present));
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _headers.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static ArgumentException Refused(string name, string what) => new($"The header {name} cannot carry {what}.", "value");
}
