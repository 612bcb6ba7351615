using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MeshRuntime.Api.Http;

/// <summary>
/// The request target exactly as it stood on the wire, cut at the first <c>?</c>. Routes are found in this text: the server's own decoded path
/// keeps some escapes and resolves some dots, so it would be a second reader.
/// </summary>
internal readonly ref struct RequestTarget
{
    private RequestTarget(string raw, int question)
    {
        Raw = raw;
        Path = question < 0 ? raw : raw.AsSpan(0, question);
        Query = question < 0 ? "" : raw[question..];
    }

    /// <summary>The whole target.</summary>
    public string Raw { get; }

    /// <summary>Up to the query, still escaped.</summary>
    public ReadOnlySpan<char> Path { get; }

    /// <summary>The query with its <c>?</c>; empty when there is none.</summary>
    public string Query { get; }

    /// <summary>
    /// Reads the target of a request; false for anything but the origin form (RFC 9112 3.2.1), for a raw <c>#</c>, and for a space or a control
    /// character: HTTP/2 can carry one, and in the request line of the next hop it would begin something else.
    /// </summary>
    public static bool TryRead(HttpContext context, out RequestTarget target)
    {
        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        target = new RequestTarget(raw, raw.IndexOf('?', StringComparison.Ordinal));
        return raw is ['/', ..] && !raw.Contains('#', StringComparison.Ordinal) && !raw.AsSpan().ContainsAnyExceptInRange('!', '~');
    }
}
