using Xunit;

namespace MeshRuntime.Tests.Architecture;

public sealed class ReferenceRulesTests
{
    private const int MaxLines = 300;

    private static readonly string[] Ships = ["src", "components", "sdk"];
    private static readonly string[] BannedEndings = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Processor"];

    [Fact]
    public void EveryProject_ReferencesOnlyWhatItMay()
    {
        // What lies in a template's content/ is a project of whoever makes one of it.
        var projects = Ships.SelectMany(folder => Repository.Files(folder, ".csproj")).Where(file => !file.Contains("/content/", StringComparison.Ordinal)).ToList();
        Assert.InRange(projects.Count, 8, 100); // an empty list would prove nothing

        Repository.AssertHolds(projects.SelectMany(file => ReferenceRules.BrokenBy(file, Repository.Lines(file))));
    }

    [Fact]
    public void EveryFolderOfTheDataPlane_UsesOnlyFoldersBelowIt() =>
        Repository.AssertHolds(Sources().SelectMany(file => FolderRules.BrokenBy(file, Repository.Lines(file))));

    [Fact]
    public void EverySourceFile_IsShortEnough() => Repository.AssertHolds(
        from file in Sources()
        let count = Repository.Lines(file).Length
        where count > MaxLines
        select $"{file}:{MaxLines + 1}: {count} lines; the ceiling is {MaxLines}, split it");

    [Fact]
    public void EveryFileName_SaysWhatItIs() => Repository.AssertHolds(
        from file in Sources()
        let name = Path.GetFileNameWithoutExtension(file)
        from ending in BannedEndings
        where name.EndsWith(ending, StringComparison.Ordinal)
        select $"{file}:1: no name ends in {ending}; say what it is in the mesh");

    [Theory]
    [InlineData("src/MeshRuntime.DataPlane/MeshRuntime.DataPlane.csproj", "ProjectReference", "../MeshRuntime.Api/MeshRuntime.Api.csproj", false)]
    [InlineData("src/MeshRuntime.DataPlane/MeshRuntime.DataPlane.csproj", "PackageReference", "YamlDotNet", false)]
    [InlineData("src/MeshRuntime.DataPlane/MeshRuntime.DataPlane.csproj", "PackageReference", "Polly.Core", false)]
    [InlineData("src/MeshRuntime.Abstractions/MeshRuntime.Abstractions.csproj", "FrameworkReference", "Microsoft.AspNetCore.App", false)]
    [InlineData("components/MeshRuntime.Components.csproj", "ProjectReference", "..\\src\\MeshRuntime.DataPlane\\MeshRuntime.DataPlane.csproj", false)]
    [InlineData("components/MeshRuntime.Components.csproj", "PackageReference", "Any.Driver", true)]
    [InlineData("sdk/MeshRuntime.Client/MeshRuntime.Client.csproj", "ProjectReference", "../../src/MeshRuntime.Protocol/MeshRuntime.Protocol.csproj", false)]
    [InlineData("sdk/MeshRuntime.Client/MeshRuntime.Client.csproj", "FrameworkReference", "Microsoft.AspNetCore.App", false)]
    [InlineData("sdk/MeshRuntime.AspNetCore/MeshRuntime.AspNetCore.csproj", "ProjectReference", "../MeshRuntime.Client/MeshRuntime.Client.csproj", true)]
    [InlineData("sdk/MeshRuntime.Client.Generator/MeshRuntime.Client.Generator.csproj", "ProjectReference", "../MeshRuntime.Client/MeshRuntime.Client.csproj", false)]
    [InlineData("sdk/MeshRuntime.Other/MeshRuntime.Other.csproj", "PackageReference", "Any", false)]
    [InlineData("src/MeshRuntime.Other/MeshRuntime.Other.csproj", "PackageReference", "Any", false)]
    public void Reference_IsFoundWhenForbidden(string file, string kind, string include, bool allowed)
    {
        string[] lines = ["<Project>", "  <ItemGroup>", $"    <{kind} Include=\"{include}\" />", "  </ItemGroup>", "</Project>"];

        Assert.Equal(allowed, !ReferenceRules.BrokenBy(file, lines).Any());
    }

    [Theory]
    [InlineData("Security/X.cs", "using MeshRuntime.DataPlane.Calls;", true)]
    [InlineData("Security/X.cs", "using MeshRuntime.DataPlane.Telemetry;", true)]
    [InlineData("Security/X.cs", "using MeshRuntime.DataPlane.Outbound;", false)]
    [InlineData("Snapshots/X.cs", "using MeshRuntime.DataPlane.Security;", false)]
    [InlineData("Outbound/Layers/X.cs", "using MeshRuntime.DataPlane.Inbound;", false)]
    [InlineData("Outbound/Layers/X.cs", "using MeshRuntime.DataPlane.Outbound.Layers;", true)]
    [InlineData("Calls/X.cs", "global using static MeshRuntime.DataPlane.App.Y;", false)]
    [InlineData("DataPlane.cs", "using MeshRuntime.DataPlane.Inbound;", true)]
    [InlineData("NewFolder/X.cs", "", false)]
    public void FolderOrder_IsFoundWhenBroken(string file, string line, bool holds) =>
        Assert.Equal(holds, !FolderRules.BrokenBy("src/MeshRuntime.DataPlane/" + file, [line]).Any());

    private static IEnumerable<string> Sources() => Ships.SelectMany(folder => Repository.Files(folder, ".cs"));
}
