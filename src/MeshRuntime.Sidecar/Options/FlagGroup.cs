namespace MeshRuntime.Sidecar.Options;

/// <summary>The headings of <c>--help</c>, in the order they are printed.</summary>
internal enum FlagGroup
{
    /// <summary>The application next to this sidecar.</summary>
    App,

    /// <summary>What this sidecar listens on.</summary>
    Listeners,

    /// <summary>Files to load.</summary>
    Resources,

    /// <summary>Who may talk.</summary>
    Security,

    /// <summary>Sizes that protect this process.</summary>
    Limits,

    /// <summary>How a stop goes.</summary>
    Shutdown,

    /// <summary>Logs, metrics, profiles.</summary>
    Telemetry,

    /// <summary>Prints something and exits.</summary>
    Information,

    /// <summary>Dapr's control plane, actors and Kubernetes.</summary>
    ControlPlane,
}
