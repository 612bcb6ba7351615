using MeshRuntime.Abstractions.Errors;
using MeshRuntime.DataPlane.Calls;

namespace MeshRuntime.Api;

/// <summary>Writes how a call came to its end as a header or as metadata.</summary>
internal static class WhyText
{
    /// <summary>For HTTP, where an error has it in its body: only who asks gets the header. Null for none.</summary>
    public static string? ForHttp(MeshCall call) => call is { AsksWhy: true, Why: { } why } ? Of(why) : null;

    /// <summary>For gRPC, where an error has no other place for it: an error of ours has it unasked. Null for none.</summary>
    public static string? ForGrpc(MeshCall call, bool isFailure) => call.Why is { } why && (isFailure || call.AsksWhy) ? Of(why) : null;

    // A policy may have any name, a header only printable ASCII: a server refuses the whole answer for one letter.
    private static string Of(ErrorWhy why)
    {
        var text = why.ToString();
        return text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? string.Concat(text.Select(letter => letter is >= ' ' and <= '~' ? letter : '?')) : text;
    }
}
