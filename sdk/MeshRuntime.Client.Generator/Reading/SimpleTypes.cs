using MeshRuntime.Client.Generator.Model;
using Microsoft.CodeAnalysis;

namespace MeshRuntime.Client.Generator.Reading;

/// <summary>Tells which types travel as text: in the route, the query or a header.</summary>
internal static class SimpleTypes
{
    /// <summary>How the type travels as text, as one value or a list of them; null when it does not.</summary>
    public static ValueModel? ValueOf(ITypeSymbol type)
    {
        if (KindOf(type.Underlying()) is { } kind)
            return new(kind, type.Underlying().FullNotNull(), type.IsReferenceType, ListKind.None);

        var (element, list) = ElementOf(type);
        return element is not null && KindOf(element) is { } elementKind
            ? new(elementKind, element.FullNotNull(), element.IsReferenceType, list)
            : null;
    }

    private static ValueKind? KindOf(ITypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Enum } => ValueKind.Enum,
        { SpecialType: SpecialType.System_String or SpecialType.System_Boolean } => ValueKind.Parsable,
        _ when type.Is("System", "Uri") => ValueKind.Uri,
        _ when Implements(type, "ISpanFormattable") && ParsesItself(type) => ValueKind.Parsable,
        _ => null,
    };

    private static bool Implements(ITypeSymbol type, string name) => type.AllInterfaces.Any(candidate => candidate.Is("System", name));

    private static bool ParsesItself(ITypeSymbol type) => type.AllInterfaces.Any(candidate =>
        candidate.Is("System", "ISpanParsable`1") && SymbolEqualityComparer.Default.Equals(candidate.TypeArguments[0], type));

    // Bytes are no list of numbers: as JSON they are one text.
    private static (ITypeSymbol? Element, ListKind List) ElementOf(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: not SpecialType.System_Byte } array => (array.ElementType, ListKind.Array),
        INamedTypeSymbol { TypeArguments.Length: 1 } named when IsInterfaceOfArray(named) => (named.TypeArguments[0], ListKind.Array),
        INamedTypeSymbol { TypeArguments.Length: 1 } named when named.Is("System.Collections.Generic", "List`1") => (named.TypeArguments[0], ListKind.List),
        _ => (null, ListKind.None),
    };

    private static bool IsInterfaceOfArray(INamedTypeSymbol type) => type.OriginalDefinition.SpecialType is
        SpecialType.System_Collections_Generic_IEnumerable_T or
        SpecialType.System_Collections_Generic_IReadOnlyList_T or
        SpecialType.System_Collections_Generic_IReadOnlyCollection_T or
        SpecialType.System_Collections_Generic_IList_T or
        SpecialType.System_Collections_Generic_ICollection_T;
}
