namespace MeshRuntime.Protocol.Grpc;

/// <summary>The end of a gRPC call.</summary>
/// <param name="Code">How it ended.</param>
/// <param name="Message">For the developer who made the call; empty when there is nothing to say. Any text: the wire's escapes are not in it.</param>
public sealed record GrpcStatus(GrpcCode Code, string Message)
{
    /// <summary>It did what was asked.</summary>
    public static GrpcStatus Ok { get; } = new(GrpcCode.Ok, "");

    /// <summary>A serialized <c>google.rpc.Status</c>, as in <c>grpc-status-details-bin</c>; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Details { get; init; }

    /// <summary>True for <see cref="GrpcCode.Ok"/>.</summary>
    public bool IsOk => Code == GrpcCode.Ok;

    // A ReadOnlyMemory equals another only when both are the same array; two ends of a call are equal when their bytes are.

    /// <inheritdoc/>
    public bool Equals(GrpcStatus? other) =>
        other is not null && Code == other.Code && Message == other.Message && Details.Span.SequenceEqual(other.Details.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Code, Message, Details.Length);

    /// <inheritdoc/>
    public override string ToString() => Message.Length == 0 ? Code.ToString() : $"{Code}: {Message}";
}
