using System.Globalization;

namespace MeshRuntime.Sidecar.Options;

/// <summary>Reads byte counts written as Kubernetes quantities: <c>4Mi</c>, <c>1.5G</c>, <c>1e6</c>, <c>1024</c>.</summary>
internal static class Quantity
{
    /// <summary>Reads a quantity; a fraction of a byte rounds up, as Kubernetes does.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bytes">The count; 0 when the text is none or does not fit.</param>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        var digits = text.AsSpan().IndexOfAnyExcept("+-0123456789.");
        var number = digits < 0 ? text : text[..digits];
        var suffix = digits < 0 ? "" : text[digits..];
        if (FactorOf(suffix) is not { } factor || !decimal.TryParse(
            number, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }

        // Division first: a product of the two may pass what a decimal holds.
        if (Math.Abs(count) > long.MaxValue / factor || Math.Abs(count * factor) > long.MaxValue)
        {
            return false;
        }

        bytes = (long)decimal.Ceiling(count * factor);
        return true;
    }

    private static decimal? FactorOf(string suffix) => suffix switch
    {
        "" => 1,
        "Ki" => 1L << 10,
        "Mi" => 1L << 20,
        "Gi" => 1L << 30,
        "Ti" => 1L << 40,
        "Pi" => 1L << 50,
        "Ei" => 1L << 60,
        "n" => 1e-9m,
        "u" => 1e-6m,
        "m" => 1e-3m,
        "k" => 1e3m,
        "M" => 1e6m,
        "G" => 1e9m,
        "T" => 1e12m,
        "P" => 1e15m,
        "E" => 1e18m,
        ['e' or 'E', .. var exponent] => ExponentOf(exponent),
        _ => null,
    };

    private static decimal? ExponentOf(string text)
    {
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent) || exponent is < -9 or > 18)
        {
            return null;
        }

        var factor = 1m;
        for (var i = 0; i < Math.Abs(exponent); i++)
        {
            factor *= 10;
        }

        return exponent < 0 ? 1 / factor : factor;
    }
}
