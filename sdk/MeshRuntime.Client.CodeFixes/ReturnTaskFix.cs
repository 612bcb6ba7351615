using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace MeshRuntime.Client.CodeFixes;

/// <summary>Makes a method that would block return a task (MESH004).</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReturnTaskFix)), Shared]
public sealed class ReturnTaskFix() : ServiceFix("MESH004")
{
    private const string Task = "global::System.Threading.Tasks.Task";

    /// <inheritdoc/>
    public override async System.Threading.Tasks.Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var (root, method) = await FindAsync<MethodDeclarationSyntax>(context).ConfigureAwait(false);
        if (method is null)
            return;

        var written = method.ReturnType.WithoutTrivia().ToString();
        var isVoid = method.ReturnType is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword };
        var type = SyntaxFactory.ParseTypeName(isVoid ? Task : $"{Task}<{written}>")
            .WithTriviaFrom(method.ReturnType)
            .WithAdditionalAnnotations(Simplifier.Annotation);
        OfferReplacement(context, isVoid ? "Return Task" : $"Return Task<{written}>", root, method.ReturnType, type);
    }
}
