namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>Who asked for a subscription. The words in upper case are what the metadata API says.</summary>
public enum SubscriptionOrigin
{
    /// <summary>A Subscription resource.</summary>
    Declarative,

    /// <summary>The app, when it was asked for its topics.</summary>
    Programmatic,

    /// <summary>A client that holds a stream open.</summary>
    Streaming,
}
