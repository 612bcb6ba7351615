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
    public void Rules_HaveARowInTheGuide()
    {
        var guide = File.ReadAllText(Path.Combine(Repository(), "docs", "sdk.md"));

        Assert.All(new MeshServiceAnalyzer().SupportedDiagnostics, rule => Assert.Contains($"id=\"{rule.Id.ToLowerInvariant()}\"", guide, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Rule_HasTest(string id) => Assert.Contains($"\"{id}\"", string.Concat(Sources()), StringComparison.Ordinal);

    private static string Repository([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../"));

    private static IEnumerable<string> Sources([CallerFilePath] string path = "") =>
        Directory.EnumerateFiles(Path.GetDirectoryName(path)!, "*Tests.cs").Select(File.ReadAllText);
}
