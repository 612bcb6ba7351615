using Microsoft.CodeAnalysis;

namespace MeshRuntime.Client.Generator.Reading;

/// <summary>Reads which types a <c>JsonSerializerContext</c> knows.</summary>
internal static class JsonContexts
{
    private const string Serialization = "System.Text.Json.Serialization";

    /// <summary>The context that the attribute names, in full; null when it names none, or no context.</summary>
    public static string? Read(AttributeData service, JsonTypes json, Problems problems)
    {
        if (service.Named("Json")?.Value is not ITypeSymbol type)
            return null;
        if (type.TypeKind == TypeKind.Error)
        {
            problems.MarkBroken();
            return null;
        }

        if (!IsContext(type))
        {
            problems.Add(Rules.NoJsonContext, service.PlaceOf("Json"), type.Short());
            return null;
        }

        var known = KnownTo(type, json.IncludesFields);
        foreach (var (used, place) in json.Uses)
        {
            if (!known.Contains(used.AtRunTime()))
                problems.Add(Rules.NotInJsonContext, place, used.AtRunTime(), [type.Short(), used.WithNullableAnnotation(NullableAnnotation.NotAnnotated).Short(), used.ShortNotNull()]);
        }

        return type.Full();
    }

    /// <summary>Whether the context that the attribute names writes fields, too.</summary>
    public static bool IncludesFields(AttributeData service) =>
        service.Named("Json")?.Value is ITypeSymbol type && type.GetAttributes().Any(attribute =>
            attribute.AttributeClass.Is(Serialization, "JsonSourceGenerationOptionsAttribute") && attribute.Named("IncludeFields")?.Value is true);

    private static bool IsContext(ITypeSymbol type)
    {
        for (var candidate = type.BaseType; candidate is not null; candidate = candidate.BaseType)
        {
            if (candidate.Is(Serialization, "JsonSerializerContext"))
                return true;
        }

        return false;
    }

    // What an attribute names brings along the types of its properties, elements and arguments.
    private static HashSet<string> KnownTo(ITypeSymbol context, bool includesFields)
    {
        var known = new HashSet<string>();
        var open = new Stack<ITypeSymbol>(context.GetAttributes()
            .Where(attribute => attribute.AttributeClass.Is(Serialization, "JsonSerializableAttribute") && attribute.ConstructorArguments.Length == 1)
            .Select(attribute => attribute.ConstructorArguments[0].Value)
            .OfType<ITypeSymbol>());
        while (open.Count > 0)
        {
            var type = open.Pop();
            if (!known.Add(type.AtRunTime()))
                continue;
            foreach (var next in Reached(type, includesFields))
                open.Push(next);
        }

        return known;
    }

    private static IEnumerable<ITypeSymbol> Reached(ITypeSymbol type, bool includesFields)
    {
        if (type is IArrayTypeSymbol array)
            return [array.ElementType];
        var arguments = type is INamedTypeSymbol named ? named.TypeArguments : [];
        var isOfDotNet = type.ContainingNamespace?.ToDisplayString() is { } home && (home == "System" || home.StartsWith("System.", StringComparison.Ordinal));
        return isOfDotNet
            ? arguments
            : arguments.Concat(MembersOf(type, includesFields));
    }

    private static IEnumerable<ITypeSymbol> MembersOf(ITypeSymbol type, bool includesFields)
    {
        for (var declaring = type; declaring is not null; declaring = declaring.BaseType)
        {
            foreach (var member in declaring.GetMembers())
            {
                if (member is IPropertySymbol { DeclaredAccessibility: Accessibility.Public, IsStatic: false, IsIndexer: false } property)
                    yield return property.Type;
                else if (includesFields && member is IFieldSymbol { DeclaredAccessibility: Accessibility.Public, IsStatic: false } field)
                    yield return field.Type;
            }
        }
    }
}
