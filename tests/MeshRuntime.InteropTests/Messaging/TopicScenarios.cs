namespace MeshRuntime.InteropTests.Messaging;

/// <summary>The scenarios of <c>node/topics</c>, every client with every app, and those of the streams, which Node and Python have alike.</summary>
internal static class TopicScenarios
{
    private static readonly string[] Protocols = ["http", "grpc"];

    /// <summary>What a client publishes arrives.</summary>
    public static TheoryData<string> OfPublishing => Paired(
        "object", "list", "string", "buffer", "large", "topic-with-slash", "cloud-event", "cloud-event-by-content-type", "metadata", "raw", "bulk");

    /// <summary>What the app asks for and answers is heeded.</summary>
    public static TheoryData<string> OfSubscribing => Paired("routes", "success", "drop", "retry-with-dead-letter", "bulk-subscribe");

    /// <summary>A failed message comes again.</summary>
    public static TheoryData<string> OfRedelivery => Paired("retry");

    /// <summary>What the SDK shows of errors.</summary>
    public static TheoryData<string> OfErrors =>
    [
        .. from name in new[] { "unknown-component", "forbidden-topic", "bad-metadata", "bulk-unknown-component", "bulk-forbidden-topic" }
           from client in Protocols
           select $"{name}-{client}",
    ];

    /// <summary>What a client that holds a stream of events gets.</summary>
    public static TheoryData<string> OfStreams =>
    [
        "ack", "drop", "raw", "two-streams", "half-close", "unknown-component", "forbidden-topic", "initial-missing", "names-missing", "initial-twice",
    ];

    /// <summary>Likewise, where a failed message comes again.</summary>
    public static TheoryData<string> OfStreamRedelivery => ["retry", "client-goes-away"];

    /// <summary>redis-cli reads and writes the streams.</summary>
    public static TheoryData<string> OfRedisCli => ["xadd-to-http", "xadd-to-grpc", "xrange-http", "xrange-grpc"];

    /// <summary>A client of NATS's plain protocol publishes and subscribes.</summary>
    public static TheoryData<string> OfPlainNats => ["pub-to-http", "pub-to-grpc", "sub-http", "sub-grpc"];

    /// <summary>What holds on every broker.</summary>
    public static TheoryData<string> OfSdk => [.. OfPublishing.Concat(OfSubscribing).Concat(OfErrors).Select(row => row.Data)];

    private static TheoryData<string> Paired(params string[] names) =>
        [.. from name in names from client in Protocols from app in Protocols select $"{name}-{client}-to-{app}"];
}
