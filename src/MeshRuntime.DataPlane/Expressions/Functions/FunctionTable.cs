using System.Collections.Frozen;
using MeshRuntime.DataPlane.Expressions.Evaluation;

namespace MeshRuntime.DataPlane.Expressions.Functions;

/// <summary>THE LIST of functions: CEL's standard ones, as cel-go has them.</summary>
internal static class FunctionTable
{
    private const long Millisecond = 1_000_000;

    private static readonly FrozenDictionary<string, Function> Functions = new Dictionary<string, Function>
    {
        ["size"] = new() { OfOne = Containers.Size, Method = Containers.Size },
        ["contains"] = new() { MethodWithOne = Texts.Contains },
        ["startsWith"] = new() { MethodWithOne = Texts.StartsWith },
        ["endsWith"] = new() { MethodWithOne = Texts.EndsWith },
        [Matches] = new() { OfTwo = Patterns.Matches, MethodWithOne = Patterns.Matches },

        ["int"] = Conversion(Conversions.ToInt),
        ["uint"] = Conversion(Conversions.ToUint),
        ["double"] = Conversion(Conversions.ToDouble),
        ["string"] = Conversion(Conversions.ToText),
        ["bool"] = Conversion(Conversions.ToBool),
        ["bytes"] = Conversion(Conversions.ToBytes),
        ["timestamp"] = Conversion(Conversions.ToTimestamp),
        ["duration"] = Conversion(Conversions.ToDuration),
        ["dyn"] = Conversion(Conversions.ToAny),
        ["type"] = Conversion(Conversions.ToType),

        // Months, and days of the year and of getDayOfMonth, are counted from 0; those of getDate from 1.
        ["getFullYear"] = Part("getFullYear", time => time.Year),
        ["getMonth"] = Part("getMonth", time => time.Month - 1),
        ["getDate"] = Part("getDate", time => time.Day),
        ["getDayOfMonth"] = Part("getDayOfMonth", time => time.Day - 1),
        ["getDayOfWeek"] = Part("getDayOfWeek", time => (int)time.DayOfWeek),
        ["getDayOfYear"] = Part("getDayOfYear", time => time.DayOfYear - 1),
        ["getHours"] = Part("getHours", time => time.Hour, 3600L * TimeArithmetic.NanosPerSecond),
        ["getMinutes"] = Part("getMinutes", time => time.Minute, 60L * TimeArithmetic.NanosPerSecond),
        ["getSeconds"] = Part("getSeconds", time => time.Second, TimeArithmetic.NanosPerSecond),

        // Of a duration all of its milliseconds, as in cel-go; the specification means those of its last second.
        ["getMilliseconds"] = Part("getMilliseconds", time => time.Millisecond, Millisecond),
    }.ToFrozenDictionary();

    /// <summary>The function whose pattern is compiled with the expression when it is a literal.</summary>
    public const string Matches = "matches";

    /// <summary>Finds a function; null when the language has none of that name.</summary>
    public static Function? Find(string name) => Functions.GetValueOrDefault(name);

    private static Function Conversion(UnaryOperation convert) => new() { OfOne = convert };

    private static Function Part(string name, Func<DateTime, int> part, long durationUnit = 0)
    {
        var taken = new TimePart(name, part, durationUnit);
        return new() { Method = taken.InUtc, MethodWithOne = taken.InZone };
    }
}
