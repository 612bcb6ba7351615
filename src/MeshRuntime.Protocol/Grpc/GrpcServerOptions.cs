using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Protocol.Grpc;

/// <summary>What holds for every call of a <see cref="GrpcServer"/>.</summary>
public sealed record GrpcServerOptions
{
    /// <summary>The longest message that is read, in bytes, on the wire and inflated; 4 MiB unless told, as everywhere in gRPC.</summary>
    public int MaxReceiveBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>The longest message that is written, in bytes, before compression; no limit unless told.</summary>
    public int MaxSendBytes { get; init; } = int.MaxValue;

    /// <summary>
    /// Asked before a message is read that is longer than <see cref="MessageReader.CountedBytes"/>, with its length on the wire; when it says no, the call ends
    /// with RESOURCE_EXHAUSTED. Null: every message has room.
    /// </summary>
    public Func<HttpContext, int, bool>? HasRoomFor { get; init; }

    /// <summary>The clock of deadlines.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Hears of each exception that a handler lets out, with the method's path; the caller sees nothing of it. Nobody hears unless told.</summary>
    public Action<string, Exception> Failed { get; init; } = static (_, _) => { };
}
