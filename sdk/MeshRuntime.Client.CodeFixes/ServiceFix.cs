using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace MeshRuntime.Client.CodeFixes;

/// <summary>Offers to mend one kind of mistake in an interface with <c>[MeshService]</c>.</summary>
/// <param name="rule">What it mends.</param>
public abstract class ServiceFix(string rule) : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [rule];

    /// <inheritdoc/>
    public override FixAllProvider? GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <summary>Offers to put one node in another's place.</summary>
    /// <param name="title">What an editor shows; also what tells two offers apart.</param>
    private protected static void OfferReplacement(CodeFixContext context, string title, SyntaxNode root, SyntaxNode node, SyntaxNode replacement) =>
        context.RegisterCodeFix(
            CodeAction.Create(title, _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(node, replacement))), equivalenceKey: title),
            context.Diagnostics);

    /// <summary>The innermost node of a kind around the mistake.</summary>
    private protected static async Task<(SyntaxNode Root, T? Node)> FindAsync<T>(CodeFixContext context)
        where T : SyntaxNode
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"{context.Document.Name} has no syntax.");
        return (root, root.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<T>());
    }
}
