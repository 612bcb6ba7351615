using System.Globalization;

namespace MeshRuntime.DataPlane.Expressions.Functions;

/// <summary>Writes and reads doubles as Go does, since rules compare what they wrote: <c>string(event.data.id) == "1e+06"</c>.</summary>
internal static class NumberText
{
    // Go's %g with the shortest digits: an exponent below this, or from the next on, is written as one.
    private const int LeastPlainExponent = -4;
    private const int LeastScientificExponent = 6;

    /// <summary>The shortest text that reads back as the same number, with an exponent when it is a large or small one.</summary>
    public static string Shortest(double value)
    {
        if (!double.IsFinite(value))
        {
            return Unusual(value);
        }

        var (sign, digits, exponent) = Take(value);
        if (exponent is >= LeastPlainExponent and < LeastScientificExponent)
        {
            return Plain(value);
        }

        var fraction = digits.Length > 1 ? "." + digits[1..] : "";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }

    /// <summary>The shortest text without an exponent.</summary>
    public static string Plain(double value)
    {
        if (!double.IsFinite(value))
        {
            return Unusual(value);
        }

        var (sign, digits, exponent) = Take(value);
        if (exponent < 0)
        {
            return sign + "0." + new string('0', -exponent - 1) + digits;
        }

        var whole = exponent + 1;
        return digits.Length <= whole ? sign + digits.PadRight(whole, '0') : $"{sign}{digits[..whole]}.{digits[whole..]}";
    }

    /// <summary>Reads a number; infinity must be written as such, not as a number that is too large.</summary>
    public static bool TryRead(string text, out double value)
    {
        var bare = text.TrimStart('+', '-');
        if (text.Length - bare.Length <= 1 && (bare.Equals("inf", StringComparison.OrdinalIgnoreCase) || bare.Equals("infinity", StringComparison.OrdinalIgnoreCase)))
        {
            value = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        if (text.Equals("nan", StringComparison.OrdinalIgnoreCase))
        {
            value = double.NaN;
            return true;
        }

        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, styles, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    private static string Unusual(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";

    // .NET's shortest digits, wherever it puts the point: the digits without zeros at either end, and the exponent of the first of them.
    private static (string Sign, string Digits, int Exponent) Take(double value)
    {
        var sign = double.IsNegative(value) ? "-" : "";
        var parts = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture).Split('E');
        var mantissa = parts[0];
        var first = mantissa.AsSpan().IndexOfAnyExcept('0', '.');
        if (first < 0)
        {
            return (sign, "0", 0);
        }

        var point = mantissa.IndexOf('.', StringComparison.Ordinal) is var dot and >= 0 ? dot : mantissa.Length;
        var exponent = first < point ? point - first - 1 : point - first;
        var digits = mantissa[first..].Replace(".", "", StringComparison.Ordinal).TrimEnd('0');
        return (sign, digits, exponent + (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0));
    }
}
