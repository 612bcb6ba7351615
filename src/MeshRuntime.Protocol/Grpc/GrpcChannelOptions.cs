namespace MeshRuntime.Protocol.Grpc;

/// <summary>What holds for every call of a <see cref="GrpcChannel"/>.</summary>
public sealed record GrpcChannelOptions
{
    /// <summary>The longest message that is read, in bytes, on the wire and inflated; 4 MiB unless told, as everywhere in gRPC.</summary>
    public int MaxReceiveBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>The longest message that is sent, in bytes, before compression; no limit unless told.</summary>
    public int MaxSendBytes { get; init; } = int.MaxValue;

    /// <summary>The clock of deadlines.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
