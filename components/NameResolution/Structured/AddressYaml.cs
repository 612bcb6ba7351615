using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MeshRuntime.Components.NameResolution.Structured;

/// <summary>Reads Dapr's form in YAML. Node by node: YamlDotNet's object deserialiser does not trim.</summary>
internal static class AddressYaml
{
    /// <exception cref="FormatException">The text is not of that form.</exception>
    public static AddressMap Read(string text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return Read(stream.Documents.Count > 0 ? stream.Documents[0].RootNode : null);
        }
        catch (YamlException e)
        {
            throw new FormatException($"not YAML (line {e.Start.Line}): {e.Message}", e);
        }
    }

    private static AddressMap Read(YamlNode? root)
    {
        var map = new AddressMap();
        if (root is not YamlMappingNode document || Find(document, "appInstances") is not YamlMappingNode apps)
        {
            throw new FormatException("the map \"appInstances\" is missing");
        }

        foreach (var (key, value) in apps)
        {
            var app = (key as YamlScalarNode)?.Value ?? "";
            map.AddApp(app);
            if (value is not YamlSequenceNode instances)
            {
                throw new FormatException($"\"{app}\" (line {value.Start.Line}) is not a list of instances");
            }

            foreach (var node in instances)
            {
                if (node is not YamlMappingNode instance)
                {
                    throw new FormatException($"an instance of \"{app}\" (line {node.Start.Line}) is not a map");
                }

                map.Add(app, Text(instance, "domain"), Text(instance, "ipv4"), Text(instance, "ipv6"), Port(instance), Labels(instance));
            }
        }

        return map;
    }

    private static int Port(YamlMappingNode instance) =>
        int.TryParse(Text(instance, "port"), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 0;

    private static IEnumerable<KeyValuePair<string, string>> Labels(YamlMappingNode instance) =>
        Find(instance, "extendedInfo") is YamlMappingNode info
            ? info.Select(entry => KeyValuePair.Create(entry.Key.ToString(), (entry.Value as YamlScalarNode)?.Value ?? ""))
            : [];

    private static string? Text(YamlMappingNode map, string name) => (Find(map, name) as YamlScalarNode)?.Value;

    private static YamlNode? Find(YamlMappingNode map, string name) =>
        map.FirstOrDefault(entry => entry.Key is YamlScalarNode key && key.Value == name).Value;
}
