namespace MeshRuntime.Cli.Settings;

/// <summary>Tells what form the value of a <see cref="RunSetting"/> has.</summary>
internal enum SettingKind
{
    Text,
    Number,
    Switch,

    /// <summary>A Kubernetes quantity of bytes, such as <c>4Mi</c>.</summary>
    Quantity,

    /// <summary>A file or folder that must exist.</summary>
    Path,

    /// <summary>Several files or folders that must exist.</summary>
    Paths,
}
