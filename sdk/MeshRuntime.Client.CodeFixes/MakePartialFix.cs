using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MeshRuntime.Client.CodeFixes;

/// <summary>Makes a service, or the type around it, <c>partial</c> (MESH001).</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakePartialFix)), Shared]
public sealed class MakePartialFix() : ServiceFix("MESH001")
{
    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var (root, type) = await FindAsync<TypeDeclarationSyntax>(context).ConfigureAwait(false);
        if (type is null)
            return;

        var partial = SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        OfferReplacement(context, $"Make '{type.Identifier.ValueText}' partial", root, type, WithModifier(type, partial));
    }

    // What stands before the keyword moves to the modifier when that is the first: comments, the indentation.
    private static TypeDeclarationSyntax WithModifier(TypeDeclarationSyntax type, SyntaxToken modifier)
    {
        if (type.Modifiers.Count > 0)
            return type.AddModifiers(modifier);
        var moved = modifier.WithLeadingTrivia(type.Keyword.LeadingTrivia);
        return (TypeDeclarationSyntax)type.WithKeyword(type.Keyword.WithLeadingTrivia()).WithModifiers(SyntaxFactory.TokenList(moved));
    }
}
