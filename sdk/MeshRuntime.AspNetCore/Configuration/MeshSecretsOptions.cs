using MeshRuntime.Client;

namespace MeshRuntime.AspNetCore;

/// <summary>Which secrets become configuration, and under which keys.</summary>
public sealed class MeshSecretsOptions
{
    /// <summary>The secrets to read, by name. Default empty: every secret of the store that the app has a right to. Not every store can list its secrets.</summary>
    public IList<string> Names { get; } = [];

    /// <summary>Reads only secrets whose name begins so, and takes it off. Default empty: all, as they are named.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>
    /// What stands for the <c>:</c> between sections, in names of secrets and of their parts. Default: <c>__</c>, as in environment variables. Empty: nothing does.
    /// </summary>
    public string SectionSeparator { get; set; } = "__";

    /// <summary>Whether the app starts without the secrets when they cannot be read. Default: false, it does not start.</summary>
    public bool Optional { get; set; }

    /// <summary>How long the app's start waits for the sidecar; above zero. Default: 30 seconds.</summary>
    public TimeSpan WaitForSidecar { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the secrets are read again, above zero. When that fails the app keeps those it has. Default null: never.</summary>
    public TimeSpan? ReloadInterval { get; set; }

    /// <summary>Where the sidecar is. The configuration is read before the app's container exists, so this stands here. Default: what the environment says.</summary>
    public MeshClientOptions Client { get; set; } = new();
}
