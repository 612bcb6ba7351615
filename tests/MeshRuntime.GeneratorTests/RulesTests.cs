using System.Runtime.CompilerServices;
using MeshRuntime.Client.Generator;

namespace MeshRuntime.GeneratorTests;

public sealed class RulesTests
{
    public static TheoryData<string> Ids => [.. new MeshServiceAnalyzer().SupportedDiagnostics.Select(rule => rule.Id)];

    [Fact]
    public void Rules_AreNumberedWithoutGap()
    {
        var ids = new MeshServiceAnalyzer().SupportedDiagnostics.Select(rule => rule.Id).Order().ToArray();

        Assert.Equal(Enumerable.Range(1, ids.Length).Select(number => $"MESH{number:000}"), ids);
    }

    [Fact]
    public void Rules_LinkToTheirChapter() => Assert.All(
        new MeshServiceAnalyzer().SupportedDiagnostics,
        rule => Assert.EndsWith("docs/sdk.md#" + rule.Id.ToLowerInvariant(), rule.HelpLinkUri, StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Rule_HasTest(string id) => Assert.Contains($"\"{id}\"", string.Concat(Sources()), StringComparison.Ordinal);

    private static IEnumerable<string> Sources([CallerFilePath] string path = "") =>
        Directory.EnumerateFiles(Path.GetDirectoryName(path)!, "*Tests.cs").Select(File.ReadAllText);
}
