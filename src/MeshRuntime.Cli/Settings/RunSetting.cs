namespace MeshRuntime.Cli.Settings;

/// <summary>Describes one setting of an app and its sidecar: its flag, its key in a run file, and what it may hold.</summary>
/// <param name="Flag">The flag of <c>mesh run</c> without dashes; null when only a run file has the setting.</param>
/// <param name="Key">The key in a run file; null when only the command line has the setting.</param>
internal sealed record RunSetting(string? Flag, string? Key, SettingKind Kind, SettingGroup Group, string Help)
{
    /// <summary>The short form of the flag, with its dash.</summary>
    public string? Alias { get; init; }

    /// <summary>Whether the <c>common</c> section of a run file may hold it too.</summary>
    public bool IsShared { get; init; }

    /// <summary>Whether the sidecar has a flag of the same name, to which the value is handed.</summary>
    public bool IsForSidecar { get; init; } = true;

    /// <summary>Whether help leaves it out, because Dapr has deprecated it.</summary>
    public bool IsHidden { get; init; }

    /// <summary>The values allowed; empty when any is.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The smallest number allowed.</summary>
    public int Minimum { get; init; } = int.MinValue;

    /// <summary>The largest number allowed.</summary>
    public int Maximum { get; init; } = int.MaxValue;

    /// <summary>What help shows in place of the value.</summary>
    public string ValueName { get; init; } = "";

    /// <summary>The name to use in a message where neither the flag nor the key is known to be meant.</summary>
    public override string ToString() => Flag is null ? Key ?? "" : "--" + Flag;
}
