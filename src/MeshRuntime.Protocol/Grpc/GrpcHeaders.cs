namespace MeshRuntime.Protocol.Grpc;

/// <summary>Names and values that the gRPC over HTTP/2 protocol fixes.</summary>
public static class GrpcHeaders
{
    /// <summary>The content type of requests and responses.</summary>
    public const string ContentType = "application/grpc";

    /// <summary>Trailer: the number of the <see cref="GrpcCode"/>.</summary>
    public const string Status = "grpc-status";

    /// <summary>Trailer: the status message, written by <see cref="StatusMessage"/>.</summary>
    public const string Message = "grpc-message";

    /// <summary>Trailer: a serialized <c>google.rpc.Status</c> in base64.</summary>
    public const string Details = "grpc-status-details-bin";

    /// <summary>Request header: the time that the call has left, written by <see cref="GrpcTimeout"/>.</summary>
    public const string Timeout = "grpc-timeout";

    /// <summary>How the messages of this direction that have the flag are compressed.</summary>
    public const string Encoding = "grpc-encoding";

    /// <summary>Which compressions the sender of this header can read.</summary>
    public const string AcceptEncoding = "grpc-accept-encoding";

    /// <summary>The encoding that is none.</summary>
    public const string Identity = "identity";

    /// <summary>The only compression that this runtime reads and writes.</summary>
    public const string Gzip = "gzip";

    /// <summary>What this runtime can read, as the value of <see cref="AcceptEncoding"/>.</summary>
    public const string Readable = "identity,gzip";

    /// <summary>Begins the name of every header that belongs to the protocol and not to the caller.</summary>
    public const string Reserved = "grpc-";

    /// <summary>Ends the name of a header whose value is base64.</summary>
    public const string BinarySuffix = "-bin";

    /// <summary>True for <c>application/grpc</c>, also with <c>+proto</c> or parameters behind it. gRPC-Web is another protocol.</summary>
    /// <param name="contentType">The header's value; null when it is absent.</param>
    public static bool IsGrpc(string? contentType) =>
        contentType is not null
        && contentType.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == ContentType.Length || contentType[ContentType.Length] is '+' or ';' or ' ' or '\t');
}
