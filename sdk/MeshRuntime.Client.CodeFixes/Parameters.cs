using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace MeshRuntime.Client.CodeFixes;

/// <summary>Adds parameters to a method.</summary>
internal static class Parameters
{
    /// <summary>A parameter; its type is written as short as the file's usings allow.</summary>
    public static ParameterSyntax Make(string type, string name) =>
        SyntaxFactory.Parameter(SyntaxFactory.Identifier(name))
            .WithType(SyntaxFactory.ParseTypeName(type).WithTrailingTrivia(SyntaxFactory.Space).WithAdditionalAnnotations(Simplifier.Annotation))
            .WithAdditionalAnnotations(Formatter.Annotation);

    /// <summary>The list with one more; on its own line where each of the others is.</summary>
    public static ParameterListSyntax Insert(ParameterListSyntax list, int index, ParameterSyntax parameter)
    {
        var others = list.Parameters;
        if (others.Count == 0)
            return list.AddParameters(parameter);

        var end = list.OpenParenToken.TrailingTrivia;
        var isPerLine = end.Any(SyntaxKind.EndOfLineTrivia);
        var leading = isPerLine ? others[0].GetLeadingTrivia() : default;
        var comma = SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(isPerLine ? end : SyntaxFactory.TriviaList(SyntaxFactory.Space));
        var nodes = others.GetWithSeparators();
        var added = parameter.WithLeadingTrivia(leading);
        nodes = index == others.Count
            ? nodes.Add(comma).Add(added)
            : nodes.Insert(index * 2, comma).Insert(index * 2, added);
        return list.WithParameters(SyntaxFactory.SeparatedList<ParameterSyntax>(nodes));
    }

    /// <summary>The list without <c>params</c>, which nothing can follow.</summary>
    public static ParameterListSyntax WithoutParams(ParameterListSyntax list) => list.ReplaceNodes(
        list.Parameters.Where(parameter => parameter.Modifiers.Any(SyntaxKind.ParamsKeyword)),
        (parameter, _) => parameter.WithModifiers([.. parameter.Modifiers.Where(modifier => !modifier.IsKind(SyntaxKind.ParamsKeyword))])
            .WithLeadingTrivia(parameter.GetLeadingTrivia()));

    /// <summary>A name that no parameter of the method has.</summary>
    public static string Free(string wanted, MethodDeclarationSyntax method)
    {
        var name = wanted;
        for (var number = 2; method.ParameterList.Parameters.Any(parameter => parameter.Identifier.ValueText == name); number++)
            name = wanted + number;
        return name;
    }
}
