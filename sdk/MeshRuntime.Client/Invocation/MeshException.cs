using System.Net;

namespace MeshRuntime.Client;

/// <summary>
/// A call that failed: the sidecar could not make it, or the app answered with a status that the caller did not expect. The one exception of this library for what
/// goes wrong on the way; wrong arguments and cancellation have .NET's own.
/// <para>
/// The implementation of a service throws one to refuse a request: <c>throw new MeshException("order 7 is locked") { Status = HttpStatusCode.Conflict }</c>. The caller
/// gets <see cref="Status"/>, or 500 when it is null, and <see cref="ErrorCode"/> and the message as JSON. One that comes out of a call of the implementation's own and is
/// not caught is not handed on so: its caller gets 502 and the message, since a status of that call would mean something else to it.
/// </para>
/// </summary>
public sealed class MeshException : Exception
{
    /// <summary>Describes a failure.</summary>
    /// <param name="message">What went wrong, in a sentence.</param>
    /// <param name="inner">What it came from; null: nothing.</param>
    public MeshException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>The status of the answer; null when there was none (no sidecar, a cut connection). Thrown in a service: the status to answer with.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>
    /// The sidecar's code, such as <c>ERR_DIRECT_INVOKE</c>; empty when the answer is the app's own, or there was none. For a refused token, for which sidecars have no
    /// code, <c>ERR_API_TOKEN</c>; for a subscription the gRPC status, such as <c>INVALID_ARGUMENT</c>. Thrown in a service: what its caller finds as <c>errorCode</c> in the answer.
    /// </summary>
    public string ErrorCode { get; init; } = "";

    /// <summary>
    /// The code in an app's own answer, when that is <c>{"errorCode":"…","message":"…"}</c>: what the service there has thrown as <see cref="ErrorCode"/>. Empty when there is none.
    /// </summary>
    public string AppErrorCode { get; init; } = "";

    /// <summary>The message in an app's own answer, when that is <c>{"errorCode":"…","message":"…"}</c>: why it refused, in its own words. Empty when there is none.</summary>
    public string AppMessage { get; init; } = "";

    /// <summary>What was meant: an app id, a pub/sub component and topic, a secret store.</summary>
    public string Target { get; init; } = "";

    /// <summary>The sidecar's account of policy, attempt and endpoint; empty from a sidecar that gives none.</summary>
    public string Why { get; init; } = "";

    /// <summary>The body of the answer as text, at most its first 64 KiB; empty when there was none.</summary>
    public string Details { get; init; } = "";

    /// <summary>Whether a call of this library has failed so; else somebody's code has thrown it, most likely a service that refuses.</summary>
    internal bool IsOfCall { get; init; }
}
