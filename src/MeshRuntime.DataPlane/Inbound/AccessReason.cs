namespace MeshRuntime.DataPlane.Inbound;

/// <summary>What decided about an inbound call.</summary>
public enum AccessReason
{
    /// <summary>There is no access control, or none that could refuse anybody.</summary>
    NoPolicy,

    /// <summary>There is access control, and the peer has not proved who it is.</summary>
    NoIdentity,

    /// <summary>No policy names the caller: the default of the whole list.</summary>
    GlobalDefault,

    /// <summary>The caller's policy has no rule for the operation or its verb: the policy's default, or the whole list's.</summary>
    PolicyDefault,

    /// <summary>A rule covers the operation.</summary>
    Rule,
}
