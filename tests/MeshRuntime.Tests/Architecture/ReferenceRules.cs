using System.Xml.Linq;

namespace MeshRuntime.Tests.Architecture;

/// <summary>Who may reference whom, as src/ARCHITECTURE.md says: one row for each project.</summary>
internal static class ReferenceRules
{
    private const string AspNet = "Microsoft.AspNetCore.App";

    private static readonly string[] Runtime =
        ["MeshRuntime.Abstractions", "MeshRuntime.Protocol", "MeshRuntime.DataPlane", "MeshRuntime.ControlPlane", "MeshRuntime.Api", "MeshRuntime.Components"];

    private static readonly Row[] Table =
    [
        new("MeshRuntime.Abstractions", [], Packages: ["Microsoft.Extensions.Logging.Abstractions"], []),
        new("MeshRuntime.Protocol", [], Packages: ["Google.Protobuf", "Grpc.Tools"], [AspNet]),
        new("MeshRuntime.Components", ["MeshRuntime.Abstractions"], Packages: null, []),
        new("MeshRuntime.DataPlane", ["MeshRuntime.Abstractions", "MeshRuntime.Protocol"], Packages: [], [AspNet]),
        new("MeshRuntime.ControlPlane", ["MeshRuntime.Abstractions", "MeshRuntime.DataPlane"], Packages: ["YamlDotNet"], []),
        new("MeshRuntime.Api", ["MeshRuntime.Abstractions", "MeshRuntime.Protocol", "MeshRuntime.DataPlane"], Packages: [], [AspNet]),
        new("MeshRuntime.Authority", ["MeshRuntime.Abstractions", "MeshRuntime.Protocol"], Packages: null, [AspNet]),
        new("MeshRuntime.Sidecar", Runtime, Packages: null, [AspNet]),
        new("MeshRuntime.Cli", ["MeshRuntime.Authority"], Packages: ["System.CommandLine", "Spectre.Console", "YamlDotNet"], []),

        // Who uses the SDK gets nothing of the runtime with it. What is compiled into other people's builds references the compiler alone.
        new("MeshRuntime.Client", ["MeshRuntime.Client.Generator", "MeshRuntime.Client.CodeFixes"],
            Packages: ["Google.Protobuf", "Grpc.Net.Client", "Grpc.Tools", "Microsoft.Extensions.DependencyInjection.Abstractions"], []),
        new("MeshRuntime.Client.Generator", [], Packages: ["Microsoft.CodeAnalysis.CSharp"], []),
        new("MeshRuntime.Client.CodeFixes", ["MeshRuntime.Client.Generator"], Packages: ["Microsoft.CodeAnalysis.CSharp.Workspaces"], []),
        new("MeshRuntime.AspNetCore", ["MeshRuntime.Client"], Packages: [], [AspNet]),
        new("MeshRuntime.Templates", [], Packages: [], []),
    ];

    // Of the build, not of the program: every project that ships has it from Directory.Build.props.
    private static readonly string[] BuildOnly = ["Microsoft.CodeAnalysis.BannedApiAnalyzers"];

    /// <summary>What a project file breaks: one line for each forbidden reference.</summary>
    public static IEnumerable<string> BrokenBy(string file, string[] lines)
    {
        var project = Path.GetFileNameWithoutExtension(file);
        var row = Array.Find(Table, row => row.Project == project);
        if (row is null)
        {
            yield return $"{file}:1: {project} has no row in \"Who may reference whom\"; add one here and in src/ARCHITECTURE.md";
            yield break;
        }

        foreach (var (kind, name, line) in ReferencesOf(lines))
        {
            var isAllowed = kind switch
            {
                "ProjectReference" => row.Projects.Contains(name),
                "FrameworkReference" => row.Frameworks.Contains(name),
                _ => row.Packages?.Contains(name) ?? true,
            };
            if (!isAllowed && !BuildOnly.Contains(name))
            {
                yield return $"{file}:{line}: {project} must not reference {name} ({kind}); src/ARCHITECTURE.md, \"Who may reference whom\"";
            }
        }
    }

    private static IEnumerable<(string Kind, string Name, int Line)> ReferencesOf(string[] lines) =>
        from element in XDocument.Parse(string.Join('\n', lines), LoadOptions.SetLineInfo).Descendants()
        let kind = element.Name.LocalName
        where kind is "ProjectReference" or "PackageReference" or "FrameworkReference"
        from include in element.Attribute("Include")?.Value.Split(';') ?? []
        let name = kind == "ProjectReference" ? Path.GetFileNameWithoutExtension(include.Replace('\\', '/')) : include
        select (kind, name, ((System.Xml.IXmlLineInfo)element).LineNumber);

    /// <param name="Project">The project.</param>
    /// <param name="Projects">Projects of ours that it may reference.</param>
    /// <param name="Packages">Packages that it may reference; null for any.</param>
    /// <param name="Frameworks">Frameworks beside .NET's own.</param>
    private sealed record Row(string Project, string[] Projects, string[]? Packages, string[] Frameworks);
}
