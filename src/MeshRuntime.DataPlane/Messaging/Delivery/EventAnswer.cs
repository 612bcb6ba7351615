namespace MeshRuntime.DataPlane.Messaging.Delivery;

/// <summary>The app's answer to an event.</summary>
/// <param name="Verdict">What it made of it.</param>
/// <param name="Reason">For the log, unless it took it.</param>
public readonly record struct EventAnswer(EventVerdict Verdict, string Reason = "")
{
    /// <summary>The status of an HTTP app that failed; null when it gave none.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>The status of a gRPC app that failed; null when it gave none.</summary>
    public int? GrpcStatus { get; init; }

    /// <summary>It took it.</summary>
    public static EventAnswer Success { get; } = new(EventVerdict.Success);

    /// <summary>The subscription ends.</summary>
    public static EventAnswer Abandoned { get; } = new(EventVerdict.Abandoned, "the subscription is ending");
}
