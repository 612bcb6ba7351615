namespace MeshRuntime.Client;

/// <summary>What has become of an event.</summary>
public enum EventOutcome
{
    /// <summary>Handled: it does not come again.</summary>
    Success,

    /// <summary>Not handled: it comes again, as the sidecar's policies and the broker have it; in the end it goes to the dead-letter topic, if there is one.</summary>
    Retry,

    /// <summary>Never to be handled: it goes to the dead-letter topic, if there is one, else it is gone.</summary>
    Drop,
}
