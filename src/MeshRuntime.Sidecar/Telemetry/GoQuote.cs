using System.Globalization;
using System.Text;

namespace MeshRuntime.Sidecar.Telemetry;

/// <summary>Writes values as logrus does: bare when harmless, else in Go's <c>%q</c> form, cut at a length. Whatever goes in, one line comes out.</summary>
internal static class GoQuote
{
    /// <summary>Characters of a value that are kept. 64 KiB of somebody's path must not become 64 KiB of log.</summary>
    public const int MaxChars = 4096;

    /// <summary>Appends <paramref name="value"/>.</summary>
    public static void Append(StringBuilder line, string value)
    {
        if (!NeedsQuotes(value))
        {
            line.Append(value);
            return;
        }

        var kept = Cut(value);
        line.Append('"');
        foreach (var rune in kept.EnumerateRunes())
        {
            AppendRune(line, rune);
        }

        if (kept.Length < value.Length)
        {
            AppendCutMark(line, value.Length - kept.Length);
        }

        line.Append('"');
    }

    /// <summary>The start of a value that is logged; never half a surrogate pair.</summary>
    public static ReadOnlySpan<char> Cut(string value)
    {
        var length = Math.Min(value.Length, MaxChars);
        return value.AsSpan(0, length < value.Length && char.IsHighSurrogate(value[length - 1]) ? length - 1 : length);
    }

    /// <summary>Says that something was cut off, and how much.</summary>
    public static void AppendCutMark(StringBuilder line, int chars) =>
        line.Append("... (").Append(chars.ToString(CultureInfo.InvariantCulture)).Append(" more characters)");

    private static bool NeedsQuotes(string value)
    {
        foreach (var c in value)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.' or '_' or '/' or '@' or '^' or '+'))
            {
                return true;
            }
        }

        return value.Length > MaxChars;
    }

    private static void AppendRune(StringBuilder line, Rune rune)
    {
        switch (rune.Value)
        {
            case '"' or '\\':
                line.Append('\\').Append((char)rune.Value);
                break;
            case '\n':
                line.Append("\\n");
                break;
            case '\r':
                line.Append("\\r");
                break;
            case '\t':
                line.Append("\\t");
                break;
            case < ' ' or 0x7f:
                line.Append("\\x").Append(rune.Value.ToString("x2", CultureInfo.InvariantCulture));
                break;
            default:
                AppendPrintable(line, rune);
                break;
        }
    }

    // What a terminal does not show as a glyph is written out: a right-to-left override in a path must not turn the line around.
    private static void AppendPrintable(StringBuilder line, Rune rune)
    {
        var isPrintable = rune.IsAscii || Rune.GetUnicodeCategory(rune) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
        if (isPrintable)
        {
            Span<char> chars = stackalloc char[2];
            line.Append(chars[..rune.EncodeToUtf16(chars)]);
        }
        else if (rune.IsBmp)
        {
            line.Append("\\u").Append(rune.Value.ToString("x4", CultureInfo.InvariantCulture));
        }
        else
        {
            line.Append("\\U").Append(rune.Value.ToString("x8", CultureInfo.InvariantCulture));
        }
    }
}
