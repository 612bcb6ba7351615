namespace MeshRuntime.Sidecar.Servers;

/// <summary>Names the process that holds a port.</summary>
/// <param name="Pid">Its id.</param>
/// <param name="Command">Its program, and what tells it from others of that program. Never its whole command line: that may hold passwords.</param>
/// <param name="AppId">The app it serves, when it is a sidecar; else null.</param>
/// <param name="IsListening">False when it only has a connection from that port.</param>
internal sealed record HolderProcess(int Pid, string Command, string? AppId, bool IsListening)
{
    /// <inheritdoc/>
    public override string ToString() => AppId is null ? $"{Command} (pid {Pid})" : $"{Command} (pid {Pid}, app-id {AppId})";
}
