using System.Net;

namespace MeshRuntime.Client;

/// <summary>
/// A call that failed: the sidecar could not make it, or the app answered with a status that the caller did not expect. The one exception of this library for what
/// goes wrong on the way; wrong arguments and cancellation have .NET's own.
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

    /// <summary>The status of the answer; null when there was none (no sidecar, a cut connection).</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>
    /// The sidecar's code, such as <c>ERR_DIRECT_INVOKE</c>; empty when the answer is the app's own, or there was none. For a refused token, for which sidecars have no
    /// code, <c>ERR_API_TOKEN</c>; for a subscription the gRPC status, such as <c>INVALID_ARGUMENT</c>.
    /// </summary>
    public string ErrorCode { get; init; } = "";

    /// <summary>What was meant: an app id, a pub/sub component and topic, a secret store.</summary>
    public string Target { get; init; } = "";

    /// <summary>The sidecar's account of policy, attempt and endpoint; empty from a sidecar that gives none.</summary>
    public string Why { get; init; } = "";

    /// <summary>The body of the answer as text, at most its first 64 KiB; empty when there was none.</summary>
    public string Details { get; init; } = "";
}
