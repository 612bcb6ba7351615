namespace MeshRuntime.InteropTests.PassThrough;

/// <summary>The scenarios of <c>node/scenarios</c> and <c>python/scenarios</c> that every pair goes through.</summary>
internal static class ScenarioNames
{
    /// <summary>What has to hold with and without sidecars in between.</summary>
    public static TheoryData<string> Everywhere =>
    [
        "unary-empty", "unary-large", "unary-gzip",
        "client-stream", "server-stream", "bidi-ping-pong", "bidi-late-start", "bidi-half-close", "stream-empty",
        "cancel-before-answer", "cancel-after-answer", "cancel-upload", "deadline", "deadline-far", "deadline-none",
        "metadata-ascii", "metadata-binary", "metadata-large", "metadata-repeated", "metadata-repeated-binary", "metadata-stream",
        "status-message", "status-codes", "status-details", "status-after-answers", "status-during-upload",
        "unimplemented-method", "unimplemented-service", "streams-1000",
    ];

    /// <summary>What only a sidecar does.</summary>
    public static TheoryData<string> ThroughTheMesh => ["too-large-request", "too-large-answer", "metadata-mesh"];
}
