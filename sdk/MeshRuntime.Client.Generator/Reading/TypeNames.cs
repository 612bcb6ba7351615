using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MeshRuntime.Client.Generator.Reading;

/// <summary>Writes types and names as C#.</summary>
internal static class TypeNames
{
    private static readonly SymbolDisplayFormat s_full = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat s_atRunTime =
        SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.ExpandValueTuple);

    private static readonly SymbolDisplayFormat s_space =
        SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted);

    private static readonly SymbolDisplayFormat s_short = SymbolDisplayFormat.MinimallyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    // An attribute cannot say how the elements of a tuple are called.
    private static readonly SymbolDisplayFormat s_shortWithoutNames = s_short.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.ExpandValueTuple);

    /// <summary>With <c>global::</c> and the marks of nullability.</summary>
    public static string Full(this ITypeSymbol type) => type.ToDisplayString(s_full);

    /// <summary>The same, without the mark at its end that a class may have.</summary>
    public static string FullNotNull(this ITypeSymbol type) =>
        type.IsReferenceType ? type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).Full() : type.Full();

    /// <summary>As a declaration writes it; empty for the global one.</summary>
    public static string Full(this INamespaceSymbol space) => space.IsGlobalNamespace ? "" : space.ToDisplayString(s_space);

    /// <summary>Short, for a message.</summary>
    public static string Short(this ITypeSymbol type) => type.ToDisplayString(s_short);

    /// <summary>The method with the types of its parameters, for a message that must tell overloads apart.</summary>
    public static string WithTypes(this IMethodSymbol method) => $"{method.Name}({string.Join(", ", method.Parameters.Select(parameter => parameter.Type.Short()))})";

    /// <summary>Short, as it can stand in <c>typeof</c>.</summary>
    public static string ShortNotNull(this ITypeSymbol type) =>
        (type.IsReferenceType ? type.WithNullableAnnotation(NullableAnnotation.NotAnnotated) : type).ToDisplayString(s_shortWithoutNames);

    /// <summary>The same for types that are one type when the app runs: without marks of nullability, and without the names of a tuple's elements.</summary>
    public static string AtRunTime(this ITypeSymbol type) => type.ToDisplayString(s_atRunTime);

    /// <summary>Whether the type is the one of that name, whatever its arguments.</summary>
    public static bool Is(this ITypeSymbol? type, string containingNamespace, string metadataName) =>
        type is { ContainingType: null } && type.OriginalDefinition.MetadataName == metadataName && type.ContainingNamespace?.ToDisplayString() == containingNamespace;

    /// <summary>The identifier as source has to write it. <c>await</c> is a keyword only inside of async methods, as endpoints are.</summary>
    public static string Identifier(string name) => SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || name == "await" ? "@" + name : name;

    public static bool IsNullableValue(this ITypeSymbol type) => type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    public static bool IsNullable(this ITypeSymbol type) =>
        type.IsNullableValue() || (type.IsReferenceType && type.NullableAnnotation == NullableAnnotation.Annotated);

    /// <summary>What is inside of <c>T?</c>; another type is itself.</summary>
    public static ITypeSymbol Underlying(this ITypeSymbol type) =>
        type.IsNullableValue() ? ((INamedTypeSymbol)type).TypeArguments[0] : type;
}
