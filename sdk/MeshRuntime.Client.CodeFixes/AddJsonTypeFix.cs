using System.Composition;
using MeshRuntime.Client.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace MeshRuntime.Client.CodeFixes;

/// <summary>Makes the service's JSON context know a type (MESH018).</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddJsonTypeFix)), Shared]
public sealed class AddJsonTypeFix() : ServiceFix("MESH018")
{
    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var (_, service) = await FindAsync<InterfaceDeclarationSyntax>(context).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (service is null || model?.GetDeclaredSymbol(service, context.CancellationToken) is not { } symbol
            || !context.Diagnostics[0].Properties.TryGetValue(Rules.Hint, out var type) || type is null
            || ContextOf(symbol) is not { } json)
            return;

        // A context of a referenced library is not ours to change.
        var reference = json.DeclaringSyntaxReferences.FirstOrDefault();
        var document = reference is null ? null : context.Document.Project.Solution.GetDocument(reference.SyntaxTree);
        if (document is null)
            return;

        var title = $"Add the type to '{json.Name}'";
        context.RegisterCodeFix(
            CodeAction.Create(title, cancellationToken => AddAsync(document, reference!, type, cancellationToken), equivalenceKey: title + type),
            context.Diagnostics);
    }

    private static INamedTypeSymbol? ContextOf(INamedTypeSymbol service) => service.GetAttributes()
        .Where(attribute => attribute.AttributeClass?.Name == "MeshServiceAttribute")
        .SelectMany(attribute => attribute.NamedArguments)
        .Where(argument => argument.Key == "Json")
        .Select(argument => argument.Value.Value as INamedTypeSymbol)
        .FirstOrDefault();

    private static bool IsIndentation(SyntaxTrivia trivia) => trivia.IsKind(SyntaxKind.WhitespaceTrivia);

    private static async Task<Solution> AddAsync(Document document, SyntaxReference context, string type, CancellationToken cancellationToken)
    {
        var declaration = (TypeDeclarationSyntax)await context.GetSyntaxAsync(cancellationToken).ConfigureAwait(false);
        var root = await declaration.SyntaxTree.GetRootAsync(cancellationToken).ConfigureAwait(false);
        var argument = SyntaxFactory.AttributeArgument(SyntaxFactory.TypeOfExpression(
            SyntaxFactory.ParseTypeName(type).WithAdditionalAnnotations(Simplifier.Annotation)));
        var name = SyntaxFactory.ParseName("global::System.Text.Json.Serialization.JsonSerializable").WithAdditionalAnnotations(Simplifier.Annotation);
        var attribute = SyntaxFactory.Attribute(name, SyntaxFactory.AttributeArgumentList(SyntaxFactory.SingletonSeparatedList(argument)));

        // After the last attribute, before the modifiers; the first of a declaration takes over what stands before it.
        var lists = declaration.AttributeLists;
        var list = SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(attribute)).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed);
        var mended = lists.Count > 0
            ? declaration.WithAttributeLists(lists.Add(list.WithLeadingTrivia(lists.Last().GetLeadingTrivia().Where(IsIndentation))))
            : declaration.WithoutLeadingTrivia().WithAttributeLists(SyntaxFactory.SingletonList(list.WithLeadingTrivia(declaration.GetLeadingTrivia())));
        return document.WithSyntaxRoot(root.ReplaceNode(declaration, mended)).Project.Solution;
    }
}
