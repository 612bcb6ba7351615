using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace MeshRuntime.GeneratorTests.Kit;

/// <summary>Applies a code fix as an editor would.</summary>
internal static class Mending
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using MeshRuntime.Client;
        """;

    /// <summary>What the fix offers for the first mistake that it knows.</summary>
    public static async Task<IReadOnlyList<string>> TitlesAsync(CodeFixProvider fix, string source)
    {
        using var workspace = new AdhocWorkspace();
        return [.. (await OfferedAsync(fix, Open(workspace, source))).Select(action => action.Title)];
    }

    /// <summary>The source after one offer of the fix, which no more has that mistake.</summary>
    public static async Task<string> ApplyAsync(CodeFixProvider fix, string title, string source)
    {
        using var workspace = new AdhocWorkspace();
        var document = Open(workspace, source);
        var action = (await OfferedAsync(fix, document)).Single(offer => offer.Title == title);

        var operations = await action.GetOperationsAsync(TestContext.Current.CancellationToken);

        var changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
        var text = (await changed.GetTextAsync(TestContext.Current.CancellationToken)).ToString();
        Assert.DoesNotContain(await Compilations.Of(text).AnalyzeAsync(), diagnostic => fix.FixableDiagnosticIds.Contains(diagnostic.Id));
        return text;
    }

    private static Document Open(AdhocWorkspace workspace, string source)
    {
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "App", "App", LanguageNames.CSharp,
            compilationOptions: Compilations.Options, parseOptions: Compilations.Parsing, metadataReferences: Compilations.References));
        project = project.AddDocument("Usings.cs", Usings).Project;
        return project.AddDocument("Source.cs", source);
    }

    private static async Task<IReadOnlyList<CodeAction>> OfferedAsync(CodeFixProvider fix, Document document)
    {
        var tree = await document.GetSyntaxTreeAsync(TestContext.Current.CancellationToken);
        var compilation = (Microsoft.CodeAnalysis.CSharp.CSharpCompilation)(await document.Project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        var found = await compilation.AnalyzeAsync();
        var mistake = found.First(diagnostic => fix.FixableDiagnosticIds.Contains(diagnostic.Id) && diagnostic.Location.SourceTree == tree);
        List<CodeAction> offers = [];
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, mistake, (action, _) => offers.Add(action), TestContext.Current.CancellationToken));
        return offers;
    }
}
