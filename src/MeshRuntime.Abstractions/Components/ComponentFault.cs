namespace MeshRuntime.Abstractions.Components;

/// <summary>Why a component refused or failed. The fault, never the text, decides retry, HTTP status and gRPC status.</summary>
public enum ComponentFault
{
    /// <summary>What was asked for does not exist. Not retried.</summary>
    NotFound,

    /// <summary>Somebody else changed it first. Not retried.</summary>
    Conflict,

    /// <summary>The request or the configuration is wrong. Not retried.</summary>
    Invalid,

    /// <summary>The credentials do not allow it. Not retried.</summary>
    Denied,

    /// <summary>Asked too much at once. Retried later.</summary>
    Throttled,

    /// <summary>What the component stands for cannot be reached now. Retried.</summary>
    Unavailable,
}
