using MeshRuntime.Abstractions.Components;
using MeshRuntime.Components;
using MeshRuntime.ComponentTests.Kit;
using YamlDotNet.RepresentationModel;

namespace MeshRuntime.ComponentTests;

/// <summary>The list, and the documents in the folder of each component.</summary>
public sealed class BuiltInComponentsTests
{
    private static readonly string Documents = Path.Combine(AppContext.BaseDirectory, "components");

    public static TheoryData<string> Types => [.. BuiltInComponents.All.Select(entry => entry.Type)];

    [Fact]
    public void List_IsSortedAndNamesEachTypeOnce()
    {
        var types = BuiltInComponents.All.Select(entry => entry.Type).ToArray();
        Assert.Equal(types.Order(StringComparer.Ordinal), types);

        var names = BuiltInComponents.All.SelectMany(entry => (string[])[entry.Type, .. entry.Aliases]).ToArray();
        Assert.Equal(names.Distinct(StringComparer.OrdinalIgnoreCase), names);
    }

    [Fact]
    public void EachDocumentedComponent_IsInTheList()
    {
        Assert.Equal(
            BuiltInComponents.All.Select(entry => entry.Type).Order(StringComparer.Ordinal),
            MetadataFiles().Select(file => TypeOf(Load(file))).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void MetadataYaml_NamesExactlyTheFieldsThatTheComponentReads(string type)
    {
        var document = Load(MetadataFiles().Single(file => TypeOf(Load(file)) == type));
        var registration = BuiltInComponents.All.Single(entry => entry.Type == type);

        new Bench("unused").Make(type, out var read);

        var fields = Fields(document).SelectMany(field => (string[])[Text(field, "name"), .. List(field, "aliases")]);
        Assert.Equal(read.Known.Order(StringComparer.Ordinal), fields.Order(StringComparer.Ordinal));
        Assert.Contains(Text(document, "version"), registration.Versions);
        Assert.Equal(registration.Aliases, List(document, "aliases").Select(name => $"{Text(document, "type")}.{name}"));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void MetadataYaml_ExplainsEachField(string type)
    {
        var document = Load(MetadataFiles().Single(file => TypeOf(Load(file)) == type));

        Assert.All(
            [document, .. Fields(document)],
            map => Assert.All(map == document ? ["title", "description"] : (string[])["type", "required", "sensitive", "default", "example", "description"],
                key => Assert.NotEqual("", Text(map, key))));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void SampleYaml_IsReadWithoutAProblem(string type)
    {
        var sample = Path.Combine(Path.GetDirectoryName(MetadataFiles().Single(file => TypeOf(Load(file)) == type))!, "sample.yaml");

        IsReadWithoutAProblem(sample, type);
    }

    [Theory]
    [InlineData("names.yaml", "nameresolution.sqlite")]
    [InlineData("mtls.yaml", "mtls.local")]
    [InlineData("pubsub.yaml", "pubsub.sqlite")]
    public void LocalProfile_IsReadWithoutAProblem(string file, string type)
    {
        Assert.Equal(3, Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "profiles/local")).Count());

        IsReadWithoutAProblem(Path.Combine(AppContext.BaseDirectory, "profiles/local", file), type);
    }

    private static void IsReadWithoutAProblem(string file, string type)
    {
        var resource = Load(file);
        var spec = (YamlMappingNode)resource["spec"];
        Assert.Equal(("dapr.io/v1alpha1", "Component", type, "v1"), (Text(resource, "apiVersion"), Text(resource, "kind"), Text(spec, "type"), Text(spec, "version")));

        new Bench("unused").Make(type, out var read, [.. Maps(spec, "metadata").Select(item => (Text(item, "name"), Text(item, "value")))]);

        Assert.Empty(read.Problems);
        Assert.Empty(read.Unread);
    }

    private static IEnumerable<string> MetadataFiles() => Directory.EnumerateFiles(Documents, "metadata.yaml", SearchOption.AllDirectories);

    private static YamlMappingNode Load(string file)
    {
        using var reader = File.OpenText(file);
        var stream = new YamlStream();
        stream.Load(reader);
        return (YamlMappingNode)Assert.Single(stream.Documents).RootNode;
    }

    private static string TypeOf(YamlMappingNode document) => $"{Text(document, "type")}.{Text(document, "name")}";

    private static IEnumerable<YamlMappingNode> Fields(YamlMappingNode document) => Maps(document, "metadata");

    private static IEnumerable<YamlMappingNode> Maps(YamlMappingNode map, string key) =>
        map.Children.TryGetValue(key, out var list) ? ((YamlSequenceNode)list).Cast<YamlMappingNode>() : [];

    private static IEnumerable<string> List(YamlMappingNode map, string key) =>
        map.Children.TryGetValue(key, out var list) ? ((YamlSequenceNode)list).Select(item => item.ToString()) : [];

    private static string Text(YamlMappingNode map, string key) => map.Children.TryGetValue(key, out var value) ? value.ToString() : "";
}
