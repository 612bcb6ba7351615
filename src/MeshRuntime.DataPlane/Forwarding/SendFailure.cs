using MeshRuntime.DataPlane.Calls;

namespace MeshRuntime.DataPlane.Forwarding;

/// <summary>Tells from the client's exception how far a request came, and why not further.</summary>
internal static class SendFailure
{
    /// <summary>Not sent when there was no connection for it; else nobody can tell.</summary>
    public static CallProgress ProgressOf(Exception failure) => failure switch
    {
        HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.NameResolutionError
                or HttpRequestError.VersionNegotiationError,
        } => CallProgress.NotSent,

        // SocketsHttpHandler's ConnectTimeout has passed: it throws what looks like a cancellation.
        OperationCanceledException { InnerException: TimeoutException } => CallProgress.NotSent,
        _ => CallProgress.MaybeSent,
    };

    /// <summary>The reason without the client's wrapping.</summary>
    public static string ReasonOf(Exception failure) => failure.InnerException?.Message ?? failure.Message;
}
