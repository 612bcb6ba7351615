namespace MeshRuntime.Client;

/// <summary>Says what a value looks like on the wire, for callers who know nothing of .NET.</summary>
internal static class WireWords
{
    public static string Of<T>() => typeof(T) switch
    {
        var type when type == typeof(int) => "a whole number up to 2147483647",
        var type when type == typeof(uint) => "a whole number from 0 to 4294967295",
        var type when type == typeof(short) => "a whole number from -32768 to 32767",
        var type when type == typeof(ushort) => "a whole number from 0 to 65535",
        var type when type == typeof(sbyte) => "a whole number from -128 to 127",
        var type when type == typeof(byte) => "a whole number from 0 to 255",
        var type when type == typeof(long) || type == typeof(Int128) => "a whole number",
        var type when type == typeof(ulong) || type == typeof(UInt128) => "a whole number from 0",
        var type when type == typeof(double) || type == typeof(float) || type == typeof(Half) || type == typeof(decimal) => "a number with a decimal point (such as 1.5)",
        var type when type == typeof(bool) => "true or false",
        var type when type == typeof(char) => "one character",
        var type when type == typeof(string) => "a text",
        var type when type == typeof(Guid) => "a GUID (such as 6f9619ff-8b86-d011-b42d-00c04fc964ff)",
        var type when type == typeof(DateTime) || type == typeof(DateTimeOffset) => "a date and time (such as 2026-01-02T03:04:05Z)",
        var type when type == typeof(DateOnly) => "a date (such as 2026-01-02)",
        var type when type == typeof(TimeOnly) => "a time (such as 03:04:05)",
        var type when type == typeof(TimeSpan) => "a duration (such as 00:01:30)",
        var type => type.Name,
    };
}
