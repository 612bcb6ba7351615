using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MeshRuntime.Client.Generator.Reading;

/// <summary>Writes types and names as C#.</summary>
internal static class TypeNames
{
    private static readonly SymbolDisplayFormat s_full = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat s_space =
        SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted);

    private static readonly SymbolDisplayFormat s_short = SymbolDisplayFormat.MinimallyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>With <c>global::</c> and the marks of nullability.</summary>
    public static string Full(this ITypeSymbol type) => type.ToDisplayString(s_full);

    /// <summary>The same, without the mark at its end that a class may have.</summary>
    public static string FullNotNull(this ITypeSymbol type) =>
        type.IsReferenceType ? type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).Full() : type.Full();

    /// <summary>As a declaration writes it; empty for the global one.</summary>
    public static string Full(this INamespaceSymbol space) => space.IsGlobalNamespace ? "" : space.ToDisplayString(s_space);

    /// <summary>Short, for a message.</summary>
    public static string Short(this ITypeSymbol type) => type.ToDisplayString(s_short);

    /// <summary>Short, as it can stand in <c>typeof</c>.</summary>
    public static string ShortNotNull(this ITypeSymbol type) =>
        type.IsReferenceType ? type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).Short() : type.Short();

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
