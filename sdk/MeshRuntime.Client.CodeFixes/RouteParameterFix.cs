using System.Composition;
using MeshRuntime.Client.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Rename;
using Microsoft.CodeAnalysis.Text;

namespace MeshRuntime.Client.CodeFixes;

/// <summary>
/// Brings a route and its method together (MESH008): by the name of the parameter that was meant, in the route or in the method; or by a new parameter.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RouteParameterFix)), Shared]
public sealed class RouteParameterFix() : ServiceFix("MESH008")
{
    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var (root, method) = await FindAsync<MethodDeclarationSyntax>(context).ConfigureAwait(false);
        var text = await context.Document.GetTextAsync(context.CancellationToken).ConfigureAwait(false);
        var name = text.ToString(context.Span);

        // A route that is a constant is marked as a whole: the part that is wrong stands elsewhere.
        if (method is null || !Microsoft.CodeAnalysis.CSharp.SyntaxFacts.IsValidIdentifier(name) || text[context.Span.Start - 1] is not ('{' or '*'))
            return;

        if (context.Diagnostics[0].Properties.TryGetValue(Rules.Hint, out var meant) && meant is not null)
        {
            OfferRoute(context, text, meant);
            OfferRename(context, method, meant, name);
        }

        var index = method.ParameterList.Parameters.TakeWhile(StandsBefore).Count();
        OfferReplacement(
            context,
            $"Add the parameter 'string {name}'",
            root,
            method.ParameterList,
            Parameters.Insert(method.ParameterList, index, Parameters.Make("string", name)));
    }

    // One without a default cannot stand after one that has it, nor after the token.
    private static bool StandsBefore(ParameterSyntax parameter) =>
        parameter.Default is null && parameter.Type?.ToString().EndsWith("CancellationToken", StringComparison.Ordinal) != true;

    private static void OfferRoute(CodeFixContext context, SourceText text, string meant)
    {
        var title = $"Write '{{{meant}}}' in the route";
        context.RegisterCodeFix(
            CodeAction.Create(title, _ => Task.FromResult(context.Document.WithText(text.Replace(context.Span, meant))), equivalenceKey: title),
            context.Diagnostics);
    }

    private static void OfferRename(CodeFixContext context, MethodDeclarationSyntax method, string meant, string name)
    {
        var title = $"Call the parameter '{meant}' '{name}'";
        context.RegisterCodeFix(CodeAction.Create(title, RenameAsync, equivalenceKey: title), context.Diagnostics);

        async Task<Solution> RenameAsync(CancellationToken cancellationToken)
        {
            var solution = context.Document.Project.Solution;
            var model = await context.Document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
            var parameter = method.ParameterList.Parameters.First(candidate => candidate.Identifier.ValueText == meant);
            return model?.GetDeclaredSymbol(parameter, cancellationToken) is { } symbol
                ? await Renamer.RenameSymbolAsync(solution, symbol, default, name, cancellationToken).ConfigureAwait(false)
                : solution;
        }
    }
}
