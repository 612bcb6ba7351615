using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace MeshRuntime.DataPlane.Telemetry;

/// <summary>Where a piece of work stands in a distributed trace (W3C Trace Context, version 0).</summary>
/// <param name="TraceParent"><c>00-{trace id}-{span id}-{flags}</c>.</param>
/// <param name="TraceState">What vendors add; empty when there is nothing.</param>
public readonly record struct TraceContext(string TraceParent, string TraceState)
{
    private const int Length = 55;
    private const int MaxStateChars = 512;
    private const int SpanStart = 36;
    private const int SpanChars = 16;

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    /// <summary>The next step of the trace that a caller is in, with a span id of its own; the first step of a new trace when it is in none.</summary>
    /// <param name="parent">The caller's <c>traceparent</c>; what is malformed counts as none.</param>
    /// <param name="state">The caller's <c>tracestate</c>; over 512 characters it is dropped.</param>
    public static TraceContext Continue(string? parent, string? state)
    {
        if (!IsValid(parent))
        {
            return new TraceContext(
                $"00-{RandomNumberGenerator.GetHexString(32, lowercase: true)}-{RandomNumberGenerator.GetHexString(SpanChars, lowercase: true)}-00", "");
        }

        var own = string.Concat(parent.AsSpan(0, SpanStart), RandomNumberGenerator.GetHexString(SpanChars, lowercase: true), parent.AsSpan(SpanStart + SpanChars));
        return new TraceContext(own, state is { Length: <= MaxStateChars } ? state : "");
    }

    /// <summary>True for a <c>traceparent</c> of version 0 whose ids are not zero.</summary>
    public static bool IsValid([NotNullWhen(true)] string? parent) =>
        parent is { Length: Length }
        && parent.StartsWith("00-", StringComparison.Ordinal)
        && parent[35] == '-' && parent[52] == '-'
        && IsId(parent.AsSpan(3, 32)) && IsId(parent.AsSpan(SpanStart, SpanChars))
        && !parent.AsSpan(53).ContainsAnyExcept(Hex);

    private static bool IsId(ReadOnlySpan<char> id) => !id.ContainsAnyExcept(Hex) && id.ContainsAnyExcept('0');
}
