using MeshRuntime.Abstractions.Components;
using MeshRuntime.ControlPlane.Validation;
using MeshRuntime.ControlPlane.Yaml;

namespace MeshRuntime.ControlPlane.Resources;

/// <summary>Reads a document of kind Component.</summary>
internal static class ComponentReader
{
    /// <summary>Null when the document cannot be used; the problems say why.</summary>
    public static ComponentResource? Read(YamlMapping document, YamlMap root)
    {
        var header = ResourceHeader.Read(root);
        var spec = root.Map("spec");
        var auth = root.Map("auth");
        var scopes = root.Texts("scopes");
        root.Known("status");
        root.CheckUnread(ProblemSeverity.Warning, "scopes", "auth", "metadata", "spec");
        var store = auth?.RequiredText("secretStore", "name the component that holds the secrets");
        auth?.CheckUnread(ProblemSeverity.Error);
        if (spec is null)
        {
            root.Error("spec", "is missing", "write spec with a type below it");
            return null;
        }

        var type = spec.RequiredText("type", "write a type such as secretstores.local.file");
        var component = new ComponentResource
        {
            Name = header?.Name ?? "",
            Namespace = header?.Namespace,
            Type = type ?? "",
            Version = spec.Text("version") ?? "",
            IgnoreErrors = spec.Flag("ignoreErrors") ?? false,
            StartLimit = StartLimit(spec),
            Metadata = [.. spec.Maps("metadata").Select(Entry).OfType<MetadataEntry>()],
            SecretStore = store,
            Scopes = scopes,
            Place = document.Place,
            TypePlace = spec.PlaceOf("type"),
            VersionPlace = spec.PlaceOf("version"),
            Fingerprint = YamlJson.Fingerprint(document),
        };
        spec.CheckUnread(ProblemSeverity.Warning, "metadata");
        return header is null || type is null ? null : component;
    }

    private static TimeSpan StartLimit(YamlMap spec)
    {
        if (spec.Text("initTimeout") is not { } text)
        {
            return ComponentResource.DefaultStartLimit;
        }

        if (GoDuration.TryParse(text, TimeSpan.FromSeconds(1), out var limit) && limit > TimeSpan.Zero)
        {
            return limit;
        }

        spec.Warning("initTimeout", $"\"{text}\" is not a positive duration: 5s is used", "write a duration such as 10s");
        return ComponentResource.DefaultStartLimit;
    }

    private static MetadataEntry? Entry(YamlMap item)
    {
        var name = item.RequiredText("name", "write the name of the field");
        var value = item.Node("value");
        var reference = item.Map("secretKeyRef");
        var variable = item.Text("envRef");
        item.CheckUnread(ProblemSeverity.Warning, "value", "secretKeyRef", "envRef");
        var secret = reference is null ? null : Secret(reference);
        return name is null ? null : new MetadataEntry(name, TextOf(value), secret, string.IsNullOrEmpty(variable) ? null : variable, item.Place);
    }

    private static SecretReference? Secret(YamlMap reference)
    {
        var name = reference.RequiredText("name", "write the secret's name in its store");
        var key = reference.Text("key");
        reference.CheckUnread(ProblemSeverity.Error);
        return name is null ? null : new SecretReference(name, string.IsNullOrEmpty(key) ? name : key, reference.Place);
    }

    /// <summary>Numbers keep their text as written (a zip code, a version 1.10); booleans become true or false; the rest is JSON.</summary>
    internal static string? TextOf(YamlNode? value) => value switch
    {
        null => null,
        YamlScalar { IsPlain: true } scalar when scalar.AsFlag() is { } flag => flag ? "true" : "false",
        YamlScalar { Text.Length: 0 } => null,
        YamlScalar scalar => scalar.Text,
        var other => YamlJson.Text(other),
    };
}
