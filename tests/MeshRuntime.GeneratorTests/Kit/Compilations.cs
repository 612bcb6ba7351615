using System.Collections.Immutable;
using MeshRuntime.Client.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace MeshRuntime.GeneratorTests.Kit;

/// <summary>Compiles source as a user's project with our package would be: nullable, with every warning.</summary>
internal static class Compilations
{
    public static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    public static readonly CSharpCompilationOptions Options = new(
        OutputKind.DynamicallyLinkedLibrary,
        nullableContextOptions: NullableContextOptions.Enable,
        warningLevel: 9999);

    // What the test itself runs on: .NET and the client library.
    public static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using MeshRuntime.Client;
        """;

    public static CSharpCompilation Of(params string[] sources) => CSharpCompilation.Create(
        "App",
        sources.Prepend(Usings).Select((source, i) => CSharpSyntaxTree.ParseText(source, Parsing, $"File{i}.cs")),
        References,
        Options);

    public static GeneratorDriver Driver(bool tracks = false) => CSharpGeneratorDriver.Create(
        [new MeshServiceGenerator().AsSourceGenerator()],
        parseOptions: Parsing,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: tracks));

    /// <summary>The compilation with what was generated.</summary>
    public static Compilation Generated(this CSharpCompilation compilation)
    {
        Driver().RunGeneratorsAndUpdateCompilation(compilation, out var output, out var diagnostics, TestContext.Current.CancellationToken);
        Assert.Empty(diagnostics);
        return output;
    }

    /// <summary>What the analyzer says about the source with its generated half, in the order of the source.</summary>
    public static async Task<IReadOnlyList<Diagnostic>> AnalyzeAsync(this CSharpCompilation compilation)
    {
        var found = await compilation.Generated()
            .WithAnalyzers([new MeshServiceAnalyzer()])
            .GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        return [.. found.OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)];
    }
}
