using Microsoft.CodeAnalysis;

namespace MeshRuntime.Client.Generator.Reading;

/// <summary>Finds types whose values would arrive empty, since they have fields only and JSON is made of properties.</summary>
internal static class JsonFields
{
    private const string Serialization = "System.Text.Json.Serialization";

    /// <summary>What is lost of the type, or of one inside of it, and the cure; null: nothing is.</summary>
    public static string? WhyLost(ITypeSymbol type) => type switch
    {
        _ when Has(type, "JsonConverterAttribute") => null,
        IArrayTypeSymbol array => WhyLost(array.ElementType),
        INamedTypeSymbol { IsTupleType: true } => "a tuple has only fields, which JSON leaves out: declare a record",
        INamedTypeSymbol named when HasFieldsOnly(named) => $"{named.Short()} has only fields, which JSON leaves out: make them properties",
        INamedTypeSymbol named => named.TypeArguments.Select(WhyLost).FirstOrDefault(why => why is not null),
        _ => null,
    };

    // What enumerates is a list to JSON, and what is abstract has its properties in the types that derive from it.
    private static bool HasFieldsOnly(INamedTypeSymbol type)
    {
        if (type is not { TypeKind: TypeKind.Class or TypeKind.Struct, IsAbstract: false, SpecialType: SpecialType.None } || Enumerates(type))
            return false;

        var hasField = false;
        for (var declaring = type; declaring is not null; declaring = declaring.BaseType)
        {
            foreach (var member in declaring.GetMembers())
            {
                if (member is IPropertySymbol { IsIndexer: false, IsStatic: false } property && IsWritten(property))
                    return false;
                if (member is not IFieldSymbol { IsStatic: false, IsImplicitlyDeclared: false } field)
                    continue;
                if (Has(field, "JsonIncludeAttribute"))
                    return false;
                hasField |= field.DeclaredAccessibility == Accessibility.Public;
            }
        }

        return hasField;
    }

    private static bool IsWritten(IPropertySymbol property) =>
        property.DeclaredAccessibility == Accessibility.Public || Has(property, "JsonIncludeAttribute");

    private static bool Enumerates(INamedTypeSymbol type) =>
        type.AllInterfaces.Any(candidate => candidate.SpecialType == SpecialType.System_Collections_IEnumerable);

    private static bool Has(ISymbol symbol, string attribute) =>
        symbol.GetAttributes().Any(candidate => candidate.AttributeClass.Is(Serialization, attribute));
}
