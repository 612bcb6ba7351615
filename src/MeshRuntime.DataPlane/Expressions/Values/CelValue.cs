using System.Diagnostics;
using System.Text.Json;

namespace MeshRuntime.DataPlane.Expressions.Values;

/// <summary>
/// A value of an expression, or the error that stands in place of one. 24 bytes, passed by value: numbers, times and types hold no object, and JSON is
/// read only where an expression looks.
/// </summary>
public readonly struct CelValue
{
    /// <summary><c>null</c>; also the default of this type.</summary>
    public static readonly CelValue Null;

    private readonly object? _object;
    private readonly long _bits;
    private readonly int _extra; // nanoseconds of a timestamp, column of an error

    private CelValue(CelKind kind, long bits, object? value = null, int extra = 0)
    {
        Kind = kind;
        _bits = bits;
        _object = value;
        _extra = extra;
    }

    /// <summary>The type; decides which of the properties below mean something.</summary>
    public CelKind Kind { get; }

    /// <summary>True when there is no value.</summary>
    public bool IsError => Kind == CelKind.Error;

    /// <summary>True for <c>true</c>, false for everything else.</summary>
    public bool IsTrue => Kind == CelKind.Bool && _bits != 0;

    /// <summary>True for <c>false</c>, false for everything else.</summary>
    public bool IsFalse => Kind == CelKind.Bool && _bits == 0;

    /// <summary>The number of an int.</summary>
    public long AsInt => Of(CelKind.Int)._bits;

    /// <summary>The number of a uint.</summary>
    public ulong AsUint => (ulong)Of(CelKind.Uint)._bits;

    /// <summary>The number of a double.</summary>
    public double AsDouble => BitConverter.Int64BitsToDouble(Of(CelKind.Double)._bits);

    /// <summary>The text of a string.</summary>
    public string AsString => Of(CelKind.String)._object as string ?? "";

    /// <summary>The octets of a bytes value.</summary>
    public ReadOnlyMemory<byte> AsBytes => Of(CelKind.Bytes)._object as byte[];

    /// <summary>Why there is no value, with the column of the expression; null when there is one.</summary>
    public string? ErrorText => !IsError ? null : _extra > 0 ? $"column {_extra}: {_object}" : (string?)_object;

    /// <summary>The elements of a list.</summary>
    internal CelList AsList => (CelList)Of(CelKind.List)._object!; // not null: only From(CelList) makes this kind

    /// <summary>The entries of a map.</summary>
    internal CelMap AsMap => (CelMap)Of(CelKind.Map)._object!; // not null: only From(CelMap) makes this kind

    /// <summary>The nanoseconds of a duration.</summary>
    internal long AsDuration => Of(CelKind.Duration)._bits;

    /// <summary>A timestamp: seconds since 1970, and the nanoseconds after that second, which are never negative.</summary>
    internal (long Seconds, int Nanos) AsTimestamp => (Of(CelKind.Timestamp)._bits, _extra);

    /// <summary>The type that a type value stands for.</summary>
    internal CelKind AsType => (CelKind)Of(CelKind.Type)._bits;

    /// <summary>A bool.</summary>
    public static CelValue From(bool value) => new(CelKind.Bool, value ? 1 : 0);

    /// <summary>An int.</summary>
    public static CelValue From(long value) => new(CelKind.Int, value);

    /// <summary>A uint.</summary>
    public static CelValue From(ulong value) => new(CelKind.Uint, (long)value);

    /// <summary>A double.</summary>
    public static CelValue From(double value) => new(CelKind.Double, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A string.</summary>
    public static CelValue From(string value) => new(CelKind.String, 0, value);

    /// <summary>Bytes; the array is not copied.</summary>
    public static CelValue From(byte[] value) => new(CelKind.Bytes, 0, value);

    /// <summary>A list.</summary>
    public static CelValue From(CelList value) => new(CelKind.List, 0, value);

    /// <summary>A map.</summary>
    public static CelValue From(CelMap value) => new(CelKind.Map, 0, value);

    /// <summary>JSON, which stays as it is until something looks inside. Its document must live as long as the value.</summary>
    public static CelValue From(JsonElement json) => JsonValues.Read(json);

    /// <summary>The error that stands in place of a value.</summary>
    public static CelValue Error(string why) => new(CelKind.Error, 0, why);

    /// <summary>A duration in nanoseconds.</summary>
    internal static CelValue Duration(long nanos) => new(CelKind.Duration, nanos);

    /// <summary>A timestamp; <see cref="Functions.TimeArithmetic"/> knows the range.</summary>
    internal static CelValue Timestamp(long seconds, int nanos) => new(CelKind.Timestamp, seconds, null, nanos);

    /// <summary>A type as a value.</summary>
    internal static CelValue TypeOf(CelKind kind) => new(CelKind.Type, (long)kind);

    /// <summary>The same error with the column where it arose, unless it has one: the innermost place is the one to look at.</summary>
    internal CelValue At(int column) => _extra > 0 ? this : new(CelKind.Error, 0, _object, column);

    private CelValue Of(CelKind kind)
    {
        Debug.Assert(Kind == kind, $"{Kind} was read as {kind}");
        return this;
    }
}
