using System.Runtime.CompilerServices;
using MeshRuntime.GeneratorTests.Kit;
using Microsoft.CodeAnalysis;

namespace MeshRuntime.GeneratorTests;

/// <summary>
/// Compares what is generated with the approved files in <c>Snapshots</c>, byte for byte. After a change that is meant, run with <c>MESH_APPROVE=1</c> and read the diff.
/// </summary>
public sealed class SnapshotTests
{
    public static TheoryData<string> Cases => ["Answers", "Broken", "Inheritance", "Names", "Places"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Source_IsWrittenAsApproved(string name)
    {
        var compilation = Compilations.Of(File.ReadAllText(PathOf(name + ".cs")));

        var written = Compilations.Driver().RunGenerators(compilation, TestContext.Current.CancellationToken).GetRunResult().Results.Single().GeneratedSources;

        var text = string.Concat(written.Select(file => $"// {file.HintName}\n{file.SourceText}"));
        if (Environment.GetEnvironmentVariable("MESH_APPROVE") == "1")
            File.WriteAllText(PathOf(name + ".g.cs"), text);
        Assert.Equal(File.ReadAllText(PathOf(name + ".g.cs")), text);
    }

    /// <summary>Warnings count: a user's build may make errors of them, and the user cannot mend the file.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void WrittenSource_CompilesWithoutWarning(string name)
    {
        var output = Compilations.Of(File.ReadAllText(PathOf(name + ".cs"))).Generated();

        var found = output.GetDiagnostics(TestContext.Current.CancellationToken);

        Assert.DoesNotContain(found, diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.DoesNotContain(found, diagnostic => diagnostic.Location.SourceTree?.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) == true);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Source_HasMistakesOnlyInBroken(string name)
    {
        var found = await Compilations.Of(File.ReadAllText(PathOf(name + ".cs"))).AnalyzeAsync();

        Assert.Equal(name == "Broken" ? ["MESH015"] : [], found.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.Id));
    }

    /// <summary>A snapshot without its line above would never be looked at.</summary>
    [Fact]
    public void Cases_AreAllFiles() =>
        Assert.Equal(Directory.EnumerateFiles(PathOf(""), "*.g.cs").Select(path => Path.GetFileName(path)[..^".g.cs".Length]).Order(), Cases.Select(row => row.Data));

    private static string PathOf(string file, [CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "Snapshots", file);
}
