namespace MeshRuntime.DataPlane.Security;

/// <summary>Whether a request may come from where it says it comes.</summary>
public enum BrowserVerdict
{
    /// <summary>No browser, or a page that may use the API.</summary>
    Allowed,

    /// <summary>No Host, or one that is not ours: a page whose name was pointed at this machine (DNS rebinding), or a name not configured.</summary>
    ForeignHost,

    /// <summary>A page of another origin.</summary>
    ForeignOrigin,

    /// <summary>The browser says that another site made it send this.</summary>
    CrossSite,
}
