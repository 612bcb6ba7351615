namespace MeshRuntime.DataPlane.Messaging.Delivery;

/// <summary>The app's answer to an event.</summary>
/// <param name="Verdict">What it made of it.</param>
/// <param name="Reason">For the log, unless it took it.</param>
public readonly record struct EventAnswer(EventVerdict Verdict, string Reason = "")
{
    /// <summary>It took it.</summary>
    public static EventAnswer Success { get; } = new(EventVerdict.Success);

    /// <summary>The subscription ends.</summary>
    public static EventAnswer Abandoned { get; } = new(EventVerdict.Abandoned, "the subscription is ending");
}
