namespace MeshRuntime.Components.NameResolution.Sqlite;

/// <summary>One live entry of the registry.</summary>
/// <param name="RegistrationId">Which announcement wrote it.</param>
/// <param name="AppId">The app.</param>
/// <param name="Address"><c>host:port</c>, IPv6 in brackets; unique in the registry.</param>
internal sealed record HostRow(string RegistrationId, string AppId, string Address)
{
    /// <summary>What most instances have, and all whose sidecars do not know of weights: Dapr's, and older ones of ours.</summary>
    public const int UsualWeight = 100;

    /// <summary>1 to 1000.</summary>
    public int Weight { get; init; } = UsualWeight;

    /// <summary>Labels as <see cref="LabelText"/> writes them.</summary>
    public string Labels { get; init; } = "";

    /// <summary>Whether nothing is to be said of it beyond what the columns of Dapr's table hold.</summary>
    public bool IsUsual => Weight == UsualWeight && Labels.Length == 0;
}
