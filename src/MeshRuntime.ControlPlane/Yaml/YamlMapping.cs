namespace MeshRuntime.ControlPlane.Yaml;

/// <summary>A YAML mapping, in the order written; no key stands in it twice.</summary>
internal sealed record YamlMapping(Place Place, IReadOnlyList<YamlEntry> Entries) : YamlNode(Place)
{
    public YamlNode? Find(string key, StringComparison comparison = StringComparison.Ordinal)
    {
        foreach (var entry in Entries)
        {
            if (string.Equals(entry.Key, key, comparison))
            {
                return entry.Value;
            }
        }

        return null;
    }
}
