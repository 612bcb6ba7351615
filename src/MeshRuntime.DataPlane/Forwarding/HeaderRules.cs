using System.Buffers;
using System.Collections.Frozen;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.Protocol;
using MeshRuntime.Protocol.Grpc;
using Microsoft.Extensions.Primitives;

namespace MeshRuntime.DataPlane.Forwarding;

/// <summary>Which headers end at this hop.</summary>
public static class HeaderRules
{
    // RFC 9110 7.6.1 and what browsers and old proxies added to it.
    private static readonly string[] HopByHop =
    [
        "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "http2-settings", "te", "trailer",
        "proxy-authorization", "proxy-authenticate",
    ];

    // Written by a sidecar for a sidecar, never by an app or for one.
    private static readonly string[] BetweenSidecars =
    [
        MeshNames.PeerFailure, MeshNames.PeerCall, MeshNames.Invoke, MeshNames.TypeUrl,
        MeshNames.GrpcStatus, MeshNames.GrpcMessage, MeshNames.GrpcDetails, MeshNames.Deadline, MeshNames.GrpcApp, MeshNames.Consequence, MeshNames.Why,
    ];

    // Ours to say: who calls whom, and from where. A client's own are dropped on both legs.
    private static readonly string[] Reserved =
    [
        MeshNames.AppId, MeshNames.CallerAppId, MeshNames.CallerNamespace, MeshNames.CalleeAppId, MeshNames.ApiToken, MeshNames.DestinationAppId,
        .. BetweenSidecars, MeshNames.ForwardedFor, MeshNames.ForwardedHost, MeshNames.Forwarded, "x-forwarded-proto", "x-forwarded-port",
        "x-forwarded-prefix", "x-envoy-original-path", "x-dapr-remote",
    ];

    // Host: the next hop has its own. Content-Length: written anew from the body. Expect: answered by this hop's server.
    private static readonly FrozenSet<string> Request =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, [.. HopByHop, .. Reserved, "host", "content-length", "expect"]);

    private static readonly FrozenSet<string> Response =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, [.. HopByHop, .. BetweenSidecars, "content-length"]);

    private static readonly SearchValues<char> Unwritable =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Where(c => c != '\t').Select(c => (char)c), '\x7f']);

    /// <summary>True when a request header is not passed on.</summary>
    /// <param name="name">The header.</param>
    /// <param name="connection">The request's Connection header, which may name more headers that end here.</param>
    /// <param name="kind">What the call carries: gRPC's own headers mean nothing to an HTTP app, and everything to a gRPC one.</param>
    public static bool EndsRequestHere(string name, StringValues connection, CallKind kind) =>
        Request.Contains(name)
        || name.StartsWith(':')
        || (kind == CallKind.Grpc ? name.Equals(GrpcHeaders.Timeout, StringComparison.OrdinalIgnoreCase) : IsOfGrpc(name))
        || (name.Contains('_', StringComparison.Ordinal) && Request.Contains(name.Replace('_', '-')))
        || (connection.Count > 0 && IsNamedBy(connection, name));

    /// <summary>True when a response header or trailer is not passed on.</summary>
    public static bool EndsResponseHere(string name, StringValues connection, CallKind kind) =>
        Response.Contains(name)
        || name.StartsWith(MeshNames.TrailerPrefix, StringComparison.OrdinalIgnoreCase)
        || (kind != CallKind.Grpc && name.EndsWith("-bin", StringComparison.OrdinalIgnoreCase))
        || (connection.Count > 0 && IsNamedBy(connection, name));

    /// <summary>False when a value holds a control character, which must not reach a wire.</summary>
    public static bool IsWritable(string value) => !value.AsSpan().ContainsAny(Unwritable);

    private static bool IsOfGrpc(string name) =>
        name.StartsWith("grpc-", StringComparison.OrdinalIgnoreCase) || name.EndsWith("-bin", StringComparison.OrdinalIgnoreCase);

    private static bool IsNamedBy(StringValues connection, string name)
    {
        foreach (var line in connection)
        {
            foreach (var part in line.AsSpan().Split(','))
            {
                if (line.AsSpan(part).Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
