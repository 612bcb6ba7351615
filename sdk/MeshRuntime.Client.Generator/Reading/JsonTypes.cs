using MeshRuntime.Client.Generator.Model;
using Microsoft.CodeAnalysis;

namespace MeshRuntime.Client.Generator.Reading;

/// <summary>Gives each type that travels as JSON a name for its type information, which no parameter has.</summary>
internal sealed class JsonTypes(ISet<string> taken, bool includesFields)
{
    private readonly List<JsonTypeModel> _models = [];
    private readonly List<(ITypeSymbol Type, Location? Place)> _uses = [];

    public IReadOnlyList<JsonTypeModel> Models => _models;

    /// <summary>Whether the JSON is written with the fields of types, too.</summary>
    public bool IncludesFields => includesFields;

    /// <summary>The types as they were asked for, each with the place that asked first.</summary>
    public IReadOnlyList<(ITypeSymbol Type, Location? Place)> Uses => _uses;

    public string NameOf(ITypeSymbol type, Location? place)
    {
        var full = type.FullNotNull();
        if (_models.Find(model => model.Type == full) is { } known)
            return known.Name;

        var words = Words(type);
        var wanted = char.ToLowerInvariant(words[0]) + words.Substring(1) + "Json";
        var name = wanted;
        for (var number = 2; !taken.Add(name); number++)
            name = wanted + number;
        _models.Add(new(full, name));
        _uses.Add((type, place));
        return name;
    }

    private static string Words(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => Words(array.ElementType) + "Array",
        INamedTypeSymbol { TypeArguments.Length: > 0 } named => WithoutI(named) + "Of" + string.Join("And", named.TypeArguments.Select(Words)),
        _ => WithoutI(type),
    };

    private static string WithoutI(ITypeSymbol type) =>
        type.TypeKind == TypeKind.Interface && type.Name.Length > 1 && type.Name[0] == 'I' && char.IsUpper(type.Name[1]) ? type.Name.Substring(1)
        : type.Name.Length > 0 ? type.Name
        : "Value";
}
