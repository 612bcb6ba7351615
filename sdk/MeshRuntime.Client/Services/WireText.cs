using System.Globalization;

namespace MeshRuntime.Client;

/// <summary>Writes simple values as they travel in paths, queries and headers: in the invariant culture, and so that reading gives the same value back.</summary>
internal static class WireText
{
    public static bool TryFormat<T>(T value, Span<char> destination, out int length)
        where T : ISpanFormattable =>
        value.TryFormat(destination, out length, FormatOf<T>(), CultureInfo.InvariantCulture);

    public static string Format<T>(T value)
        where T : ISpanFormattable =>
        value.ToString(FormatOf<T>(), CultureInfo.InvariantCulture);

    // Everything else reads back what its default format writes, floating point since .NET Core 3.0.
    private static string FormatOf<T>() =>
        typeof(T) == typeof(DateTime) || typeof(T) == typeof(DateTimeOffset) || typeof(T) == typeof(DateOnly) || typeof(T) == typeof(TimeOnly) ? "O" : "";
}
