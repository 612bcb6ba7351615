using System.Globalization;
using System.Text;

namespace MeshRuntime.Cli.Commands;

/// <summary>
/// Makes one printable line of text that others wrote. A message may hold what a terminal obeys (colours, titles, a cleared screen) or what turns the
/// order of letters about: such characters are shown by number.
/// </summary>
internal static class PlainText
{
    private const string Cut = "…";

    /// <param name="text">As it came.</param>
    /// <param name="longest">In characters; what is longer is cut and says so.</param>
    public static string Of(string text, int longest = int.MaxValue)
    {
        var line = new StringBuilder(Math.Min(text.Length, longest));
        foreach (var rune in text.EnumerateRunes())
        {
            var shown = Shown(rune);
            if (line.Length + shown.Length > longest)
                return line.Append(Cut).ToString();
            line.Append(shown);
        }

        return line.ToString();
    }

    private static string Shown(Rune rune) => rune.Value switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            ? rune.Value <= 0xFFFF ? $"\\u{rune.Value:x4}" : $"\\U{rune.Value:x8}"
            : rune.ToString(),
    };
}
