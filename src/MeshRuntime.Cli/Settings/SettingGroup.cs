namespace MeshRuntime.Cli.Settings;

/// <summary>Names the heading under which <c>mesh run --help</c> shows a setting.</summary>
internal enum SettingGroup
{
    App,
    Ports,
    Files,
    Sidecar,
    AppHealth,
    Logs,
}
