using MeshRuntime.ControlPlane.Components;
using MeshRuntime.ControlPlane.Yaml;

namespace MeshRuntime.ControlPlane.Resources;

/// <summary>A component as written.</summary>
internal sealed record ComponentResource
{
    /// <summary>Dapr's <c>spec.initTimeout</c>.</summary>
    public static readonly TimeSpan DefaultStartLimit = TimeSpan.FromSeconds(5);

    public required string Name { get; init; }

    public string? Namespace { get; init; }

    /// <summary><c>category.implementation</c>.</summary>
    public required string Type { get; init; }

    /// <summary>As written; empty means the first version.</summary>
    public string Version { get; init; } = "";

    public bool IgnoreErrors { get; init; }

    public TimeSpan StartLimit { get; init; } = DefaultStartLimit;

    public IReadOnlyList<MetadataEntry> Metadata { get; init; } = [];

    /// <summary><c>auth.secretStore</c>: the store that secretKeyRef reads from.</summary>
    public string? SecretStore { get; init; }

    /// <summary>The app ids that load it; empty means all.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    public required Place Place { get; init; }

    /// <summary>Where <c>spec.type</c> and <c>spec.version</c> stand; problems with them point there.</summary>
    public Place? TypePlace { get; init; }

    public Place? VersionPlace { get; init; }

    /// <summary>Equal for equal content; decides whether a running component stays.</summary>
    public required string Fingerprint { get; init; }

    public string Category => ComponentCategory.Of(Type);

    /// <summary>The version as logs and the metadata API show it.</summary>
    public string ShownVersion => Version.Length == 0 ? "v1" : Version;

    /// <summary><c>name (type/version)</c>, as Dapr's log writes it.</summary>
    public string Title => $"{Name} ({Type}/{ShownVersion})";

    /// <summary>What it takes the place of at a reload: its name's, or for the categories that run once the category's.</summary>
    public (string Category, string Name) Slot => ComponentCategory.IsPlatform(Category) ? (Category, "") : ("", Name);

    public bool ReadsSecrets => Metadata.Any(entry => entry.Secret is not null);
}
