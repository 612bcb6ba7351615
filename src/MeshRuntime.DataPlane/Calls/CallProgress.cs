namespace MeshRuntime.DataPlane.Calls;

/// <summary>How far a call came.</summary>
public enum CallProgress
{
    /// <summary>It ended: an answer, or a refusal that would be the same again.</summary>
    Answered,

    /// <summary>No app has seen it: any request may be made again.</summary>
    NotSent,

    /// <summary>
    /// No app has seen it, and the sidecar that says so was reached: another instance is asked at once, and a policy may repeat any request. Not so the built-in
    /// retry, which (as Dapr's) is for sidecars that cannot be reached.
    /// </summary>
    Unreached,

    /// <summary>An app may have acted on it: only an idempotent request may be made again.</summary>
    MaybeSent,

    /// <summary>The caller went away: nobody waits for an answer.</summary>
    Abandoned,
}
