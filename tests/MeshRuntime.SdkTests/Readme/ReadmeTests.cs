using System.Text.RegularExpressions;

namespace MeshRuntime.SdkTests.Readme;

public sealed partial class ReadmeTests
{
    /// <summary>What users copy first has to compile.</summary>
    [Fact]
    public void Snippets_AreCompiled()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "sdk", "MeshRuntime.Client", "README.md"));
        var compiled = WithoutBlanks(File.ReadAllText(Path.Combine(Repository.Root, "tests", "MeshRuntime.SdkTests", "Readme", "ReadmeSnippets.cs")));

        var snippets = Snippet().Matches(readme).Select(match => Directive().Replace(match.Groups[1].Value, "")).ToList();

        Assert.Equal(4, snippets.Count);
        Assert.All(snippets, snippet => Assert.Contains(WithoutBlanks(snippet), compiled, StringComparison.Ordinal));
    }

    private static string WithoutBlanks(string text) => Blank().Replace(text, "");

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex(@"^using [\w.]+;\n", RegexOptions.Multiline)]
    private static partial Regex Directive();

    [GeneratedRegex(@"\s")]
    private static partial Regex Blank();
}
