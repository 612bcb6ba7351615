using MeshRuntime.Abstractions.Errors;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Protocol;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.DataPlane.Calls;

/// <summary>One call on its way to an app: what the edge read of it, and where its current attempt goes.</summary>
public sealed class MeshCall
{
    private readonly CancellationToken _givenUp;
    private AttemptLimit? _limit;
    private CallTrace _trace;

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

    /// <summary>
    /// Cancelled when nobody waits for the current attempt: the caller went away, its time limit has passed, or that of the attempt. Made of what is given
    /// at the door, which knows of no attempts.
    /// </summary>
    public CancellationToken Aborted
    {
        get => _limit?.Token ?? _givenUp;
        init => _givenUp = value;
    }

    /// <summary>Whether the answer is to say how it came about, whatever it is.</summary>
    public bool AsksWhy { get; init; }

    /// <summary>How it came to its end; null unless it failed or <see cref="AsksWhy"/>.</summary>
    public ErrorWhy? Why { get; internal set; }

    /// <summary>True when our app speaks gRPC and the call does not: the status of its answer is a translation.</summary>
    public bool IsTranslated { get; internal set; }

    /// <summary>True when a time limit ended the current attempt: its answer, if one has begun, ends here.</summary>
    public bool IsTimedOut => _limit is { HasExpired: true };

    /// <summary>Cancelled when the caller goes away, or its time limit has passed; whatever becomes of an attempt.</summary>
    internal CancellationToken GivenUp => _givenUp;

    /// <summary>What is left of the shorter of both limits, the attempt's and the caller's; null when there is neither.</summary>
    internal TimeSpan? TimeLeft => (_limit, Deadline) switch
    {
        (null, null) => null,
        (null, { } deadline) => deadline.Remaining,
        ({ } limit, null) => limit.Remaining,
        var (limit, deadline) => limit.Remaining < deadline.Remaining ? limit.Remaining : deadline.Remaining,
    };

    /// <summary>How it is to be made, read from the snapshot once, at the door.</summary>
    internal ServicePlan Plan { get; set; } = ServicePlan.Default;

    /// <summary>What has been done for it so far.</summary>
    internal ref CallTrace Trace => ref _trace;

    /// <summary>The endpoint of the current attempt; before the first, null.</summary>
    internal EndpointState? Endpoint { get; set; }

    /// <summary>The endpoint of the attempt before the current one.</summary>
    internal EndpointState? PreviousEndpoint { get; set; }

    /// <summary>True when its caller says that it is a stream, of which policies cover the beginning only (Dapr).</summary>
    internal bool IsStream => Kind == CallKind.Grpc && Headers.TryGetValue(MeshNames.Stream, out var values) && values is ["true" or "1" or "t" or "T" or "TRUE" or "True"];

    /// <summary>True when somebody looks at the status of its answer before it goes on.</summary>
    internal bool IsJudged => Plan.Policy is { Retry: not null } or { Breaker: not null };

    /// <summary>True when repeating the call changes nothing (RFC 9110, 9.2.2).</summary>
    internal bool IsIdempotent =>
        Method == HttpMethod.Get || Method == HttpMethod.Head || Method == HttpMethod.Options || Method == HttpMethod.Put
        || Method == HttpMethod.Delete || Method == HttpMethod.Trace;

    /// <summary>True while the body can still be sent from its beginning.</summary>
    internal bool IsRepeatable => Body is null || Body.IsRepeatable;

    /// <summary>
    /// Ends the call, however it went. The server uses the request's objects again: nothing may read from it once this has returned.
    /// </summary>
    public async ValueTask EndAsync()
    {
        if (Body is { } body)
        {
            await body.StopAsync();
        }

        Begin(null);
    }

    /// <summary>An attempt begins, and the one before it is over.</summary>
    /// <param name="limit">Ends it; null for no limit.</param>
    internal void Begin(AttemptLimit? limit)
    {
        _limit?.Dispose();
        _limit = limit;
    }
}
