using MeshRuntime.Client.Generator.Model;
using Microsoft.CodeAnalysis;

namespace MeshRuntime.Client.Generator.Reading;

/// <summary>Reads one parameter: where it travels, and as what.</summary>
internal sealed class ParameterReader(IMethodSymbol method, string verb, IReadOnlyList<RoutePart> route, JsonTypes json, Problems problems)
{
    /// <summary>Null when it cannot travel; then it is among the problems.</summary>
    public ParameterModel? Read(IParameterSymbol parameter)
    {
        var type = parameter.Type;
        if (type.TypeKind == TypeKind.Error)
        {
            problems.MarkBroken();
            return null;
        }

        if (type.Is("System.Threading", "CancellationToken"))
            return Model(parameter, ParameterPlace.Token, parameter.Name, null);

        var query = parameter.Find("QueryAttribute");
        var header = parameter.Find("HeaderAttribute");
        var body = parameter.Find("BodyAttribute");
        var part = route.FirstOrDefault(candidate => candidate.IsParameter && candidate.Text == parameter.Name);
        if (!StandsInOnePlace(parameter, part, query, header, body))
            return null;
        if (part is not null)
            return InRoute(parameter, part);
        if (header is not null)
            return InHeader(parameter, header);
        if (query is not null || (body is null && SimpleTypes.ValueOf(type) is not null))
            return InQuery(parameter, query);
        return InBody(parameter);
    }

    private bool StandsInOnePlace(IParameterSymbol parameter, RoutePart? part, AttributeData? query, AttributeData? header, AttributeData? body)
    {
        var places = new List<(string Name, Location? Place)>();
        if (part is not null)
            places.Add(("{" + part.Text + "} in the route", null));
        foreach (var (attribute, name) in new[] { (query, "[Query]"), (header, "[Header]"), (body, "[Body]") })
        {
            if (attribute is not null)
                places.Add((name, attribute.Place()));
        }

        if (places.Count < 2)
            return true;
        problems.Add(Rules.TwoPlaces, places[1].Place, parameter.Name, places[0].Name, places[1].Name);
        return false;
    }

    private ParameterModel? InRoute(IParameterSymbol parameter, RoutePart part)
    {
        var value = SimpleTypes.ValueOf(parameter.Type);
        var why = value is null ? "only simple types can be a part of a path, such as string, int or Guid"
            : value.List != ListKind.None ? "a list has no place in a path: take it out of the route, then it travels in the query"
            : parameter.Type.IsNullable() ? $"a part of a path cannot be missing: write {parameter.Type.Underlying().ShortNotNull()}"
            : part.IsCatchAll && parameter.Type.SpecialType != SpecialType.System_String ? "several segments are a string"
            : null;
        return why is null
            ? Model(parameter, part.IsCatchAll ? ParameterPlace.CatchAll : ParameterPlace.Route, part.Text, value)
            : Refuse(parameter, "in the route", why);
    }

    private ParameterModel? InHeader(IParameterSymbol parameter, AttributeData header)
    {
        var name = header.Text() ?? "";
        if (WireNames.WhyNoHeader(name) is { } mistake)
        {
            problems.Add(Rules.WireName, header.PlaceOfText(), name, mistake.What, mistake.Cure);
            return null;
        }

        return SimpleTypes.ValueOf(parameter.Type) is not { List: ListKind.None } value
            ? Refuse(parameter, "in a header", "a header is one simple value, such as string, int or Guid")
            : LosesNull(parameter) is { } why ? Refuse(parameter, "in a header", why)
            : Model(parameter, ParameterPlace.Header, name, value);
    }

    private ParameterModel? InQuery(IParameterSymbol parameter, AttributeData? query) =>
        SimpleTypes.ValueOf(parameter.Type) is not { } value
            ? Refuse(parameter, "in the query", "only simple types and lists of them can: send its parts one by one, or the whole as [Body]")
            : LosesNull(parameter) is { } why ? Refuse(parameter, "in the query", why)
            : Model(parameter, ParameterPlace.Query, query?.Text() is { Length: > 0 } name ? name : parameter.Name, value);

    // Null travels by being left out, and what is left out has its default at the other end.
    private static string? LosesNull(IParameterSymbol parameter) =>
        parameter.Type.IsNullable() && DefaultValues.Literal(parameter) is { } value and not "null"
            ? $"null is left out, and would arrive as {value}: take the default away, or the '?'"
            : null;

    private ParameterModel? InBody(IParameterSymbol parameter)
    {
        if (JsonShape.WhyNot(parameter.Type, json.IncludesFields) is { } why)
            return Refuse(parameter, "as the body", why);
        if (verb is "GET" or "DELETE")
        {
            problems.Add(Rules.BodyNotAllowed, PlaceOf(parameter), parameter.Name, verb);
            return null;
        }

        return Model(parameter, ParameterPlace.Body, parameter.Name, null, json.NameOf(parameter.Type, PlaceOf(parameter)));
    }

    private ParameterModel? Refuse(IParameterSymbol parameter, string where, string cure)
    {
        problems.Add(Rules.ParameterType, PlaceOf(parameter), parameter.Name, parameter.Type.Short(), where, cure);
        return null;
    }

    private ParameterModel Model(IParameterSymbol parameter, ParameterPlace place, string wireName, ValueModel? value, string? jsonName = null) => new(
        TypeNames.Identifier(parameter.Name),
        wireName,
        parameter.Type.Full(),
        parameter.Type.ShortNotNull(),
        place,
        parameter.Type.IsNullable(),
        DefaultValues.Literal(parameter),
        value,
        jsonName,
        parameter.Type.IsReferenceType);

    private Location? PlaceOf(IParameterSymbol parameter) => parameter.Locations.FirstOrDefault() ?? method.Locations.FirstOrDefault();
}
