namespace MeshRuntime.Sidecar.Options;

/// <summary>How the value of a flag is read.</summary>
internal enum FlagKind
{
    /// <summary>Any text; the last one given counts.</summary>
    Text,

    /// <summary>One of <see cref="Flag.Choices"/>, in any case.</summary>
    Choice,

    /// <summary>True or false. Never takes the next argument, only <c>--flag=value</c> (pflag's rule).</summary>
    Switch,

    /// <summary>A whole number in the flag's range.</summary>
    Number,

    /// <summary>A Go duration such as <c>1m30s</c>.</summary>
    Duration,

    /// <summary>A byte count as a Kubernetes quantity such as <c>4Mi</c>; <c>-1</c> means the default.</summary>
    Size,

    /// <summary>Texts; repeatable, and each may be comma-separated.</summary>
    List,

    /// <summary>One IP address, or <c>localhost</c>.</summary>
    Address,

    /// <summary>Comma-separated IP addresses; the last list given counts.</summary>
    Addresses,
}
