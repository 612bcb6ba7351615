using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.DataPlane.Snapshots;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.DataPlane.Calls;

/// <summary>One call on its way to an app: what the edge read of it, and where its current attempt goes.</summary>
public sealed class MeshCall
{
    /// <summary>The target as the caller wrote it (<c>orders</c>, <c>orders.prod</c>); shown in errors.</summary>
    public required string Target { get; init; }

    /// <summary>The target.</summary>
    public required ServiceName Service { get; init; }

    /// <summary>What it carries.</summary>
    public CallKind Kind { get; init; }

    /// <summary>The HTTP method, as on the wire.</summary>
    public required HttpMethod Method { get; init; }

    /// <summary>The canonical path.</summary>
    public required MethodPath Path { get; init; }

    /// <summary>The query as it stood on the wire, with its <c>?</c>; empty when there is none.</summary>
    public required string Query { get; init; }

    /// <summary>The headers as they arrived; filtered when they are copied.</summary>
    public required IHeaderDictionary Headers { get; init; }

    /// <summary>The body, not yet read; null when the request has none.</summary>
    public CallBody? Body { get; init; }

    /// <summary>Who calls, proven by a certificate or by being our own app; null only between sidecars without mTLS.</summary>
    public WorkloadIdentity? Caller { get; init; }

    /// <summary>The address of the caller's host, for the forwarding headers; null when the caller is our own app.</summary>
    public ForwardedBy? ForwardedBy { get; init; }

    /// <summary>What InvokeService said beyond the request; null for every call that was not made with it.</summary>
    public GrpcInvoke? Invoke { get; init; }

    /// <summary>The caller's own time limit, told to every hop; null when it named none.</summary>
    public CallDeadline? Deadline { get; init; }

    /// <summary>Cancelled when the caller goes away, or its time limit has passed.</summary>
    public CancellationToken Aborted { get; init; }

    /// <summary>How it is to be made, read from the snapshot once, at the door.</summary>
    internal ServicePlan Plan { get; set; } = ServicePlan.Default;

    /// <summary>The endpoint of the current attempt; before the first, null.</summary>
    internal EndpointState? Endpoint { get; set; }

    /// <summary>True when repeating the call changes nothing (RFC 9110, 9.2.2).</summary>
    internal bool IsIdempotent =>
        Method == HttpMethod.Get || Method == HttpMethod.Head || Method == HttpMethod.Options || Method == HttpMethod.Put
        || Method == HttpMethod.Delete || Method == HttpMethod.Trace;

    /// <summary>True while the body can still be sent from its beginning.</summary>
    internal bool IsRepeatable => Body is null || Body.IsRepeatable;
}
