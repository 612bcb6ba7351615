using System.Net;
using System.Net.Http.Headers;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.Protocol.Grpc;
using Microsoft.Extensions.Primitives;

namespace MeshRuntime.DataPlane.Forwarding;

/// <summary>Writes a call as the request of the next hop.</summary>
internal static class RequestCopy
{
    // The path is canonical already. Uri's own idea of a canonical path would be a second reader of it.
    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>A new request with the call's path, query, body, and every header that does not end here.</summary>
    /// <param name="call">The call.</param>
    /// <param name="origin">Scheme and authority of the next hop, such as <c>https://10.0.0.7:50002</c>.</param>
    /// <param name="version">The protocol of the next hop; nothing else is accepted.</param>
    public static HttpRequestMessage Create(MeshCall call, string origin, Version version)
    {
        var request = new HttpRequestMessage
        {
            Method = call.Method,
            RequestUri = new Uri(string.Concat(origin, call.Path.Escaped, call.Query), Verbatim),
            Version = version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = call.Body is null && NeedsContent(call, version) ? new ByteArrayContent([]) : call.Body,
        };

        var connection = call.Headers.Connection;
        foreach (var (name, values) in call.Headers)
        {
            if (!HeaderRules.EndsRequestHere(name, connection, call.Kind))
            {
                if (call.Kind == CallKind.Grpc && values.Count > 1 && request.Content is { } content)
                {
                    AddApart(request.Headers, content.Headers, name, values);
                }
                else
                {
                    Add(request, name, values);
                }
            }
        }

        if (call.Kind == CallKind.Grpc)
        {
            AddGrpc(request.Headers, call.TimeLeft);
        }

        return request;
    }

    /// <summary>
    /// SocketsHttpHandler sends a request without content again, whatever its method, when an HTTP/1.1 connection closes before the answer: an app
    /// that had acted on a POST and then died would act on it up to four times. With content, an empty one too, it does not. (HTTP/2 says by
    /// itself what was not acted on.)
    /// </summary>
    private static bool NeedsContent(MeshCall call, Version version) => version.Major == 1 && !call.IsIdempotent;

    /// <summary>
    /// The client below joins the values of one name with a comma, which means the same in HTTP and not in gRPC: its core refuses such binary metadata.
    /// It writes two sets of headers, and what stands in both goes out twice. So two values stay apart, of more the first does.
    /// </summary>
    private static void AddApart(HttpRequestHeaders first, HttpContentHeaders others, string name, StringValues values)
    {
        first.TryAddWithoutValidation(name, values[0]);

        // On a second attempt the body has its headers already.
        others.Remove(name);
        others.TryAddWithoutValidation(name, values.Skip(1));
    }

    // What gRPC asks of every hop anew: that it takes trailers, and how much time is left (gRPC over HTTP/2, "Requests").
    private static void AddGrpc(HttpRequestHeaders headers, TimeSpan? left)
    {
        headers.TryAddWithoutValidation("te", "trailers");
        if (left is { } time)
        {
            headers.TryAddWithoutValidation(GrpcHeaders.Timeout, GrpcTimeout.Format(time));
        }
    }

    private static void Add(HttpRequestMessage request, string name, StringValues values)
    {
        var added = values.Count == 1
            ? request.Headers.TryAddWithoutValidation(name, values[0])
            : request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);

        // What the client calls a content header has its own place there, even on a request without a body.
        // On a second attempt the body has its headers already.
        if (!added)
        {
            var content = request.Content ?? new ByteArrayContent([]);
            if (!content.Headers.NonValidated.Contains(name) && content.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                request.Content = content;
            }
        }
    }
}
