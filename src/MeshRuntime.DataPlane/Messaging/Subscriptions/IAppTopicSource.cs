namespace MeshRuntime.DataPlane.Messaging.Subscriptions;

/// <summary>Asks the app which topics it wants.</summary>
internal interface IAppTopicSource
{
    /// <summary>Asks once. Never throws, except for its own cancellation.</summary>
    Task<AppTopicList> AskAsync(CancellationToken cancellation);
}
