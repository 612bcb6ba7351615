using System.Globalization;
using System.Text;
using System.Text.Unicode;
using MeshRuntime.DataPlane.Expressions.Evaluation;
using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Functions;

/// <summary>The functions that are named for a type and make a value of it; what cannot be one is an error.</summary>
internal static class Conversions
{
    private const double TwoTo63 = 9223372036854775808.0;
    private const double TwoTo64 = 18446744073709551616.0;

    public static CelValue ToInt(CelValue value, ref Frame frame) => value.Kind switch
    {
        CelKind.Int => value,
        CelKind.Uint => value.AsUint <= long.MaxValue ? CelValue.From((long)value.AsUint) : OutOf(CelKind.Int),
        CelKind.Double => value.AsDouble > -TwoTo63 && value.AsDouble < TwoTo63 ? CelValue.From((long)value.AsDouble) : OutOf(CelKind.Int),
        CelKind.String => long.TryParse(value.AsString, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? CelValue.From(number) : NotOf(CelKind.Int, "a whole number such as -12"),
        CelKind.Timestamp => CelValue.From(value.AsTimestamp.Seconds),
        CelKind.Duration => CelValue.From(value.AsDuration),
        _ => Mismatch.Of("int", value),
    };

    public static CelValue ToUint(CelValue value, ref Frame frame) => value.Kind switch
    {
        CelKind.Uint => value,
        CelKind.Int => value.AsInt >= 0 ? CelValue.From((ulong)value.AsInt) : OutOf(CelKind.Uint),
        CelKind.Double => value.AsDouble >= 0 && value.AsDouble < TwoTo64 ? CelValue.From((ulong)value.AsDouble) : OutOf(CelKind.Uint),
        CelKind.String => ulong.TryParse(value.AsString, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? CelValue.From(number) : NotOf(CelKind.Uint, "a whole number such as 12"),
        _ => Mismatch.Of("uint", value),
    };

    public static CelValue ToDouble(CelValue value, ref Frame frame) => value.Kind switch
    {
        CelKind.Double => value,
        CelKind.Int => CelValue.From((double)value.AsInt),
        CelKind.Uint => CelValue.From((double)value.AsUint),
        CelKind.String => NumberText.TryRead(value.AsString, out var number)
            ? CelValue.From(number) : NotOf(CelKind.Double, "a number such as -1.5e3"),
        _ => Mismatch.Of("double", value),
    };

    public static CelValue ToText(CelValue value, ref Frame frame) => value.Kind switch
    {
        CelKind.String => value,
        CelKind.Bool => CelValue.From(value.IsTrue ? "true" : "false"),
        CelKind.Int => CelValue.From(value.AsInt.ToString(CultureInfo.InvariantCulture)),
        CelKind.Uint => CelValue.From(value.AsUint.ToString(CultureInfo.InvariantCulture)),
        CelKind.Double => CelValue.From(NumberText.Shortest(value.AsDouble)),
        CelKind.Timestamp => CelValue.From(TimestampText.Write(value)),
        CelKind.Duration => CelValue.From(DurationText.Write(value)),
        CelKind.Bytes when !frame.TrySpendText(value.AsBytes.Length) => Frame.Exhausted,
        CelKind.Bytes => Utf8.IsValid(value.AsBytes.Span) ? CelValue.From(Encoding.UTF8.GetString(value.AsBytes.Span))
            : CelValue.Error("the bytes are not UTF-8, so they are no text"),
        _ => Mismatch.Of("string", value),
    };

    public static CelValue ToBytes(CelValue value, ref Frame frame) => value.Kind switch
    {
        CelKind.Bytes => value,
        CelKind.String => frame.TrySpendText(value.AsString.Length) ? CelValue.From(Encoding.UTF8.GetBytes(value.AsString)) : Frame.Exhausted,
        _ => Mismatch.Of("bytes", value),
    };

    public static CelValue ToBool(CelValue value, ref Frame frame) => value.Kind switch
    {
        CelKind.Bool => value,
        CelKind.String => value.AsString switch
        {
            "1" or "t" or "T" or "true" or "TRUE" or "True" => CelValue.From(true),
            "0" or "f" or "F" or "false" or "FALSE" or "False" => CelValue.From(false),
            _ => NotOf(CelKind.Bool, "true or false"),
        },
        _ => Mismatch.Of("bool", value),
    };

    public static CelValue ToTimestamp(CelValue value, ref Frame frame) => value.Kind switch
    {
        CelKind.Timestamp => value,
        CelKind.Int => TimeArithmetic.Timestamp(value.AsInt),
        CelKind.String => TimestampText.Read(value.AsString),
        _ => Mismatch.Of("timestamp", value),
    };

    public static CelValue ToDuration(CelValue value, ref Frame frame) => value.Kind switch
    {
        CelKind.Duration => value,
        CelKind.Int => CelValue.Duration(value.AsInt),
        CelKind.String => DurationText.Read(value.AsString),
        _ => Mismatch.Of("duration", value),
    };

    public static CelValue ToAny(CelValue value, ref Frame frame) => value;

    public static CelValue ToType(CelValue value, ref Frame frame) => CelValue.TypeOf(value.Kind);

    private static CelValue OutOf(CelKind kind) => CelValue.Error($"overflow: the number is out of the range of {kind.Name()}");

    private static CelValue NotOf(CelKind kind, string wanted) => CelValue.Error($"the string is no {kind.Name()}: it must be {wanted}, and nothing else");
}
