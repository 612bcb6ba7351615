using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace MeshRuntime.Client.Generator.Reading;

/// <summary>Finds attributes of the client library, their arguments, and where those stand in the source.</summary>
internal static class Attributes
{
    public const string Namespace = "MeshRuntime.Client";

    public static AttributeData? Find(this ISymbol symbol, string name) =>
        symbol.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass.Is(Namespace, name));

    /// <summary>The text that the constructor was given; null when it is none.</summary>
    public static string? Text(this AttributeData attribute) =>
        attribute.ConstructorArguments.Length == 1 ? attribute.ConstructorArguments[0].Value as string : null;

    /// <summary>A property that the attribute sets; null when it does not.</summary>
    public static TypedConstant? Named(this AttributeData attribute, string name)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Key == name)
                return argument.Value;
        }

        return null;
    }

    public static Location? Place(this AttributeData attribute) => attribute.ApplicationSyntaxReference is { } reference
        ? Location.Create(reference.SyntaxTree, reference.Span)
        : null;

    /// <summary>Where the first argument of the constructor stands; the attribute itself when it has none.</summary>
    public static Location? PlaceOfText(this AttributeData attribute) =>
        attribute.Arguments().FirstOrDefault(argument => argument.NameEquals is null)?.Expression.GetLocation() ?? attribute.Place();

    /// <summary>Where the value of a property stands; the attribute itself when it is not set.</summary>
    public static Location? PlaceOf(this AttributeData attribute, string name) =>
        attribute.Arguments().FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == name)?.Expression.GetLocation() ?? attribute.Place();

    /// <summary>Where a part of the constructor's text stands; the whole argument when the text is not written in one literal, letter by letter.</summary>
    public static Location? PlaceInText(this AttributeData attribute, int start, int length)
    {
        var expression = attribute.Arguments().FirstOrDefault(argument => argument.NameEquals is null)?.Expression;
        if (expression is not LiteralExpressionSyntax { Token: var token } || token.Value is not string value)
            return attribute.PlaceOfText();

        var written = token.Text.IndexOf(value, StringComparison.Ordinal);
        return written < 0 || value.Length == 0
            ? expression.GetLocation()
            : Location.Create(token.SyntaxTree!, new TextSpan(token.SpanStart + written + start, length));
    }

    /// <summary>The values of a property that is an array, each with its place.</summary>
    public static IEnumerable<(int Value, Location? Place)> Numbers(this AttributeData attribute, string name)
    {
        if (attribute.Named(name) is not { Kind: TypedConstantKind.Array, IsNull: false } array)
            yield break;

        var expression = attribute.Arguments().FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == name)?.Expression;
        var places = expression switch
        {
            CollectionExpressionSyntax collection => collection.Elements.Select(element => element.GetLocation()).ToArray(),
            ArrayCreationExpressionSyntax { Initializer: { } list } => list.Expressions.Select(element => element.GetLocation()).ToArray(),
            ImplicitArrayCreationExpressionSyntax { Initializer: var list } => list.Expressions.Select(element => element.GetLocation()).ToArray(),
            _ => [],
        };
        for (var i = 0; i < array.Values.Length; i++)
        {
            if (array.Values[i].Value is int value)
                yield return (value, i < places.Length ? places[i] : attribute.PlaceOf(name));
        }
    }

    private static IEnumerable<AttributeArgumentSyntax> Arguments(this AttributeData attribute) =>
        attribute.ApplicationSyntaxReference?.GetSyntax() is AttributeSyntax { ArgumentList: { } list } ? list.Arguments : [];
}
