using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MeshRuntime.Client.CodeFixes;

/// <summary>Gives a method a <c>CancellationToken</c> (MESH023).</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddTokenFix)), Shared]
public sealed class AddTokenFix() : ServiceFix("MESH023")
{
    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var (root, method) = await FindAsync<MethodDeclarationSyntax>(context).ConfigureAwait(false);
        if (method is null)
            return;

        var name = Parameters.Free("cancellationToken", method);
        var token = Parameters.Make("global::System.Threading.CancellationToken", name)
            .WithDefault(SyntaxFactory.EqualsValueClause(SyntaxFactory.LiteralExpression(SyntaxKind.DefaultLiteralExpression)));
        var list = Parameters.WithoutParams(method.ParameterList);
        OfferReplacement(context, $"Add 'CancellationToken {name} = default'", root, method.ParameterList, Parameters.Insert(list, list.Parameters.Count, token));
    }
}
