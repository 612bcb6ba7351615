namespace MeshRuntime.Api.Http;

/// <summary>What is asked about queues.</summary>
internal enum QueueQuestion
{
    /// <summary>Which there are.</summary>
    List,

    /// <summary>What waits in one.</summary>
    Peek,

    /// <summary>Put its dead letters back.</summary>
    Redrive,
}
