namespace MeshRuntime.Protocol;

/// <summary>Why the callee's sidecar answered in place of its app: the values of <see cref="MeshNames.PeerFailure"/>.</summary>
public static class PeerFailure
{
    /// <summary>The access policy refuses the caller. Final.</summary>
    public const string Denied = "denied";

    /// <summary>The request is not one that can be passed on. Final.</summary>
    public const string Invalid = "invalid";

    /// <summary>The app could not be reached, or has no port: it has not seen the request.</summary>
    public const string Unreached = "unreached";

    /// <summary>The app was reached and did not answer properly: it may have acted on the request.</summary>
    public const string Broken = "broken";

    /// <summary>A gRPC message is larger than the callee's sidecar takes. Final.</summary>
    public const string TooLarge = "too-large";

    /// <summary>The sidecar has no memory for more work, or its app has a full line, and it has not passed the request on: another instance may have.</summary>
    public const string Overloaded = "overloaded";

    /// <summary>The sidecar is going away and has not passed the request on: another instance can take it.</summary>
    public const string Draining = "draining";
}
