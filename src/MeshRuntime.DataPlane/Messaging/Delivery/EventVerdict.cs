namespace MeshRuntime.DataPlane.Messaging.Delivery;

/// <summary>What the app made of an event.</summary>
public enum EventVerdict
{
    /// <summary>It took it.</summary>
    Success,

    /// <summary>It wants it again, or failed.</summary>
    Retry,

    /// <summary>It does not want it.</summary>
    Drop,

    /// <summary>It has no method for events at all: the event is done with, and no dead letter (Dapr).</summary>
    Unwanted,

    /// <summary>It never got it: it is not listening, or unwell.</summary>
    Unreached,

    /// <summary>It may have got it, and went away before it answered.</summary>
    BrokenOff,

    /// <summary>The subscription ends: nobody was asked, or nobody waited for the answer.</summary>
    Abandoned,
}
