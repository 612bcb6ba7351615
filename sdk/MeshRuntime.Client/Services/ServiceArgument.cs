using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MeshRuntime.Client;

/// <summary>
/// A parameter of a request as its caller wrote it, to be read as a value. What cannot be read is the caller's mistake: it throws a <see cref="MeshException"/> with
/// status 400. Missing is what is not there, and an empty text for everything but a string.
/// </summary>
public readonly struct ServiceArgument
{
    private readonly string _place;
    private readonly string _name;
    private readonly IReadOnlyList<string?> _texts;

    internal ServiceArgument(string place, string name, IReadOnlyList<string?> texts)
    {
        _place = place;
        _name = name;
        _texts = texts;
    }

    /// <summary>Whether the request has no such parameter at all.</summary>
    public bool IsMissing => _texts.Count == 0;

    /// <summary>The value.</summary>
    /// <exception cref="MeshException">It is missing, there several times, or no <typeparamref name="T"/>.</exception>
    public T Value<T>()
        where T : ISpanParsable<T> =>
        Text(IsText<T>()) is { } text ? Parse<T>(text) : throw Bad(null, WireWords.Of<T>());

    /// <summary>The value; <paramref name="fallback"/> when it is missing.</summary>
    /// <exception cref="MeshException">It is there several times, or no <typeparamref name="T"/>.</exception>
    [return: NotNullIfNotNull(nameof(fallback))]
    public T? ValueOr<T>(T? fallback)
        where T : ISpanParsable<T> =>
        Text(IsText<T>()) is { } text ? Parse<T>(text) : fallback;

    /// <summary>The value; null when it is missing.</summary>
    /// <exception cref="MeshException">It is there several times, or no <typeparamref name="T"/>.</exception>
    public T? ValueOrNull<T>()
        where T : struct, ISpanParsable<T> =>
        Text() is { } text ? Parse<T>(text) : null;

    /// <summary>All values; empty when there is none.</summary>
    /// <exception cref="MeshException">One of them is no <typeparamref name="T"/>.</exception>
    public T[] Values<T>()
        where T : ISpanParsable<T>
    {
        var values = new T[_texts.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = Parse<T>(_texts[i] ?? "");
        return values;
    }

    /// <summary>The value of an enum, by its name, whatever its case.</summary>
    /// <exception cref="MeshException">It is missing, there several times, or no name of <typeparamref name="T"/>.</exception>
    public T Enum<T>()
        where T : struct, Enum =>
        Text() is { } text ? ParseEnum<T>(text) : throw Bad(null, NamesOf<T>());

    /// <summary>The value of an enum; <paramref name="fallback"/> when it is missing.</summary>
    /// <exception cref="MeshException">It is there several times, or no name of <typeparamref name="T"/>.</exception>
    public T EnumOr<T>(T fallback)
        where T : struct, Enum =>
        Text() is { } text ? ParseEnum<T>(text) : fallback;

    /// <summary>The value of an enum; null when it is missing.</summary>
    /// <exception cref="MeshException">It is there several times, or no name of <typeparamref name="T"/>.</exception>
    public T? EnumOrNull<T>()
        where T : struct, Enum =>
        Text() is { } text ? ParseEnum<T>(text) : null;

    /// <summary>All values of an enum; empty when there is none.</summary>
    /// <exception cref="MeshException">One of them is no name of <typeparamref name="T"/>.</exception>
    public T[] Enums<T>()
        where T : struct, Enum
    {
        var values = new T[_texts.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = ParseEnum<T>(_texts[i] ?? "");
        return values;
    }

    /// <summary>The value as an address, absolute or relative.</summary>
    /// <exception cref="MeshException">It is missing, there several times, or no address.</exception>
    public Uri Uri() => UriOrNull() ?? throw Bad(null, "an address");

    /// <summary>The value as an address; null when it is missing.</summary>
    /// <exception cref="MeshException">It is there several times, or no address.</exception>
    public Uri? UriOrNull() => Text() is { } text ? ParseUri(text) : null;

    /// <summary>All values as addresses; empty when there is none.</summary>
    /// <exception cref="MeshException">One of them is no address.</exception>
    public Uri[] Uris()
    {
        var values = new Uri[_texts.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = ParseUri(_texts[i] ?? "");
        return values;
    }

    private static bool IsText<T>() => typeof(T) == typeof(string);

    private string? Text(bool emptyCounts = false) => _texts.Count switch
    {
        0 => null,
        1 => _texts[0] is { } text && (emptyCounts || text.Length > 0) ? text : null,
        _ => throw Bad(string.Join(", ", _texts), "one value"),
    };

    private T Parse<T>(string text)
        where T : ISpanParsable<T>
    {
        // DateTime's own TryParse turns a time of UTC into one of the server's zone, and DateTimeOffset's takes the server's zone where none stands.
        if (typeof(T) == typeof(DateTime))
        {
            if (DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time))
                return (T)(object)time;
        }
        else if (typeof(T) == typeof(DateTimeOffset))
        {
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
                return (T)(object)time;
        }
        else if (!IsGrouped<T>(text) && T.TryParse(text, CultureInfo.InvariantCulture, out var value))
        {
            return value;
        }

        throw Bad(text, WireWords.Of<T>());
    }

    // "1,5" is one and a half to half of Europe; .NET would read fifteen.
    private static bool IsGrouped<T>(string text) =>
        (typeof(T) == typeof(double) || typeof(T) == typeof(float) || typeof(T) == typeof(decimal)) && text.Contains(',', StringComparison.Ordinal);

    // By name alone: a number would let values in that the enum does not have.
    private T ParseEnum<T>(string text)
        where T : struct, Enum =>
        text.Length > 0 && !char.IsAsciiDigit(text[0]) && text[0] is not ('-' or '+') && System.Enum.TryParse<T>(text, ignoreCase: true, out var value)
            ? value
            : throw Bad(text, NamesOf<T>());

    private static string NamesOf<T>()
        where T : struct, Enum =>
        string.Join(" or ", System.Enum.GetNames<T>());

    private Uri ParseUri(string text) =>
        System.Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var value) ? value : throw Bad(text, "an address");

    private MeshException Bad(string? text, string expected) => ServiceCall.BadArgument(_place, _name, text, expected);
}
