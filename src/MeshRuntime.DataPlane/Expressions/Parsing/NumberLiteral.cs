using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Parsing;

/// <summary>Reads numbers: whole ones in decimal or hexadecimal, unsigned with <c>u</c> behind them, doubles with a point or an exponent.</summary>
internal static class NumberLiteral
{
    /// <summary>Reads a number with the sign that stood before it, since the least int is written with a number that is no int.</summary>
    public static bool TryRead(string text, bool isNegative, out CelValue value, [NotNullWhen(false)] out string? why)
    {
        value = default;
        var isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        var isUnsigned = text[^1] is 'u' or 'U';
        if (!isHex && text.AsSpan().IndexOfAny(".eE") >= 0)
        {
            var isDouble = double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number);
            value = CelValue.From(isNegative ? -number : number);
            why = !isDouble ? $"{text} is no number" : double.IsFinite(number) ? null : $"{text} is out of the range of double";
            return why is null;
        }

        var digits = text.AsSpan()[(isHex ? 2 : 0)..^(isUnsigned ? 1 : 0)];
        var style = isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        if (digits.Length == 0)
        {
            why = $"{text} has no digits";
            return false;
        }

        var isInRange = ulong.TryParse(digits, style, CultureInfo.InvariantCulture, out var whole);
        why = null;
        if (isUnsigned)
        {
            why = isNegative ? $"-{text} is no number: a uint has no sign" : isInRange ? null : $"{text} is out of the range of uint";
            value = CelValue.From(whole);
        }
        else
        {
            var limit = isNegative ? 1UL << 63 : long.MaxValue;
            why = isInRange && whole <= limit ? null : $"{(isNegative ? "-" : "")}{text} is out of the range of int; a double is written {text}.0";
            value = CelValue.From(isNegative ? unchecked(-(long)whole) : (long)whole);
        }

        return why is null;
    }
}
