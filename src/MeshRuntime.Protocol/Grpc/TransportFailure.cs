namespace MeshRuntime.Protocol.Grpc;

/// <summary>Tells what a failure of the HTTP client means for a gRPC call.</summary>
public static class TransportFailure
{
    /// <summary>The status of a call that the transport ended.</summary>
    public static GrpcStatus StatusOf(Exception failure)
    {
        for (var at = failure; at is not null; at = at.InnerException)
        {
            if (at is HttpProtocolException reset)
            {
                return new GrpcStatus(CodeOf(reset.ErrorCode), "the call was broken off: " + reset.Message);
            }
        }

        return new GrpcStatus(GrpcCode.Unavailable, ReasonOf(failure));
    }

    /// <summary>True when there was no connection, so that nothing was sent.</summary>
    public static bool IsUnsent(Exception failure) => failure is
        HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.NameResolutionError
                or HttpRequestError.VersionNegotiationError,
        }

        // SocketsHttpHandler's ConnectTimeout has passed: it throws what looks like a cancellation.
        or OperationCanceledException { InnerException: TimeoutException };

    // The table of HTTP/2 error codes in the gRPC project's PROTOCOL-HTTP2; the numbers are of RFC 9113, section 7.
    private static GrpcCode CodeOf(long http2Error) => http2Error switch
    {
        0x7 => GrpcCode.Unavailable, // REFUSED_STREAM: nothing was done
        0x8 => GrpcCode.Cancelled, // CANCEL
        0xb => GrpcCode.ResourceExhausted, // ENHANCE_YOUR_CALM
        0xc => GrpcCode.PermissionDenied, // INADEQUATE_SECURITY
        _ => GrpcCode.Internal,
    };

    private static string ReasonOf(Exception failure) => failure is HttpRequestException { HttpRequestError: var error }
        && error is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
        ? "the callee cannot be reached: " + failure.Message
        : "the connection to the callee broke: " + failure.Message;
}
