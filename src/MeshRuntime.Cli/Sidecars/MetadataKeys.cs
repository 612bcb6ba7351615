namespace MeshRuntime.Cli.Sidecars;

/// <summary>Names the keys under which a run leaves its facts with the sidecar; Dapr's.</summary>
internal static class MetadataKeys
{
    public const string CliProcess = "cliPID";
    public const string AppProcess = "appPID";
    public const string AppCommand = "appCommand";
    public const string RunFilePath = "runTemplatePath";
    public const string RunFileName = "runTemplateName";
    public const string AppLogPath = "appLogPath";
    public const string SidecarLogPath = "daprdLogPath";
}
