namespace MeshRuntime.DataPlane.Balancing;

/// <summary>What the end of a call says of the endpoint that it went to.</summary>
internal enum Verdict
{
    /// <summary>Nothing: the caller went away, its body could not be read, or the endpoint has more work than it can take.</summary>
    None,

    /// <summary>It works: it answered, be it with a refusal.</summary>
    Well,

    /// <summary>It does not: no connection, a broken one, no app behind it, or an answer of 500 and above.</summary>
    Failing,
}
