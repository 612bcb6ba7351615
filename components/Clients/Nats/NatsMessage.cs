using System.Buffers;

namespace MeshRuntime.Components.Clients.Nats;

/// <summary>A message that came, in memory of its own.</summary>
internal sealed class NatsMessage
{
    private const int NoResponders = 503;

    public required string Subject { get; init; }

    public string? ReplyTo { get; init; }

    public NatsHeaders? Headers { get; init; }

    public required byte[] Data { get; init; }

    /// <summary>The status of the server's own words; 0 for what somebody published.</summary>
    public int Status => Headers?.Status ?? 0;

    /// <summary>True for the server's answer to a request that nobody listens to.</summary>
    public bool IsUnheard => Status == NoResponders && Data.Length == 0;

    public static NatsMessage Of(in NatsFrame frame) => new()
    {
        Subject = frame.Subject,
        ReplyTo = frame.ReplyTo,
        Headers = frame.Head.IsEmpty ? null : NatsHeaders.Parse(frame.Head),
        Data = frame.Data.ToArray(),
    };
}
