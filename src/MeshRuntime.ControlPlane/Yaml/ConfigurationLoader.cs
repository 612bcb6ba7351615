using MeshRuntime.ControlPlane.Resources;
using MeshRuntime.ControlPlane.Validation;

namespace MeshRuntime.ControlPlane.Yaml;

/// <summary>
/// Reads the files given by <c>--config</c> into one Configuration. A later file goes over an earlier one key by key, as in Dapr; but what grants or
/// denies something may stand in one file only, so that the order of flags never decides who may do what.
/// </summary>
internal sealed class ConfigurationLoader(Func<string, string?> environment, ProblemList problems)
{
    private static readonly string[] OnceOnly = ["accessControl", "api", "secrets"];

    private readonly Dictionary<string, Place> _names = new(StringComparer.Ordinal);
    private YamlMapping? _spec;

    public (ConfigurationResource Configuration, string Fingerprint) Load(IReadOnlyList<string> paths)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in paths.Where(path => seen.Add(Path.GetFullPath(path))))
        {
            if (Directory.Exists(path))
            {
                problems.Error(new Place(path, 0), "", "is a folder", "name the Configuration file itself");
                continue;
            }

            ReadFile(path);
        }

        return _spec is null
            ? (ConfigurationResource.Empty, "")
            : (ConfigurationReader.Read(new YamlMap(_spec, "spec", problems, StringComparison.Ordinal)), YamlJson.Fingerprint(_spec));
    }

    private void ReadFile(string path)
    {
        var documents = YamlFile.Read(path, environment, problems);
        foreach (var extra in documents.Skip(1))
        {
            problems.Error(extra.Root.Place, "", "only the first document of a Configuration file is read", "move this one into a file of its own");
        }

        if (documents is not [{ Root: var root }, ..])
        {
            return;
        }

        if (root is not YamlMapping mapping)
        {
            problems.Error(root.Place, "", "the file is no Configuration", "write kind: Configuration, metadata and spec");
            return;
        }

        var map = new YamlMap(mapping, "", problems, StringComparison.Ordinal);
        if (CheckHeader(map) && map.Map("spec") is not null && mapping.Find("spec") is YamlMapping spec)
        {
            _spec = _spec is null ? spec : Merge(_spec, spec, "spec");
        }

        map.CheckUnread(ProblemSeverity.Warning, "spec");
    }

    private bool CheckHeader(YamlMap map)
    {
        var (apiVersion, kind) = ResourceHeader.ReadKind(map);
        map.Known("metadata", "spec", "status");
        if (kind is not (ResourceKinds.Configuration or ""))
        {
            map.Error("kind", $"\"{kind}\" is no Configuration", "--config takes files of kind Configuration; put other kinds into a resources path");
            return false;
        }

        if (kind.Length == 0 || apiVersion != ResourceKinds.ApiVersion)
        {
            map.Warning("kind", "the file is taken for a Configuration", $"write apiVersion: {ResourceKinds.ApiVersion} and kind: Configuration");
        }

        if (map.Node("metadata") is not null && ResourceHeader.Read(map) is { } header && !_names.TryAdd(header.Name, map.Place))
        {
            map.Error("metadata", $"a Configuration named \"{header.Name}\" is read already from {_names[header.Name]}", "give one of them, or rename one");
        }

        return true;
    }

    private YamlMapping Merge(YamlMapping lower, YamlMapping upper, string path)
    {
        var entries = lower.Entries.ToList();
        foreach (var entry in upper.Entries)
        {
            var index = entries.FindIndex(other => other.Key == entry.Key);
            if (index < 0)
            {
                entries.Add(entry);
                continue;
            }

            var field = $"{path}.{entry.Key}";
            if (path == "spec" && OnceOnly.Contains(entry.Key))
            {
                problems.Error(entry.Place, field, $"is written already at {entries[index].Place}", "keep it in one Configuration file");
            }

            entries[index] = (entries[index].Value, entry.Value) is (YamlMapping low, YamlMapping high)
                ? entry with { Value = Merge(low, high, field) }
                : entry;
        }

        return upper with { Entries = entries };
    }
}
