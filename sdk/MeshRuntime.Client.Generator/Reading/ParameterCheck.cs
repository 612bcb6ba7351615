using MeshRuntime.Client.Generator.Model;
using Microsoft.CodeAnalysis;

namespace MeshRuntime.Client.Generator.Reading;

/// <summary>Checks the parameters of a method against each other and against its route.</summary>
/// <param name="found">For each parameter of the method what was read; null for one that cannot travel.</param>
internal sealed class ParameterCheck(IMethodSymbol method, IReadOnlyList<ParameterModel?> found, Problems problems)
{
    public void Route(RouteTemplate route, AttributeData attribute)
    {
        foreach (var part in route.Parts)
        {
            if (!part.IsParameter || method.Parameters.Any(parameter => parameter.Name == part.Text))
                continue;

            // Which parameter was meant is a guess worth offering when it differs in case only, or is the only one left.
            var free = method.Parameters.Where((parameter, i) => found[i] is { Place: ParameterPlace.Query, Value.List: ListKind.None }).ToArray();
            var meant = free.FirstOrDefault(parameter => string.Equals(parameter.Name, part.Text, StringComparison.OrdinalIgnoreCase))
                ?? (free.Length == 1 ? free[0] : null);
            var cure = meant is null ? $"add a parameter '{part.Text}'" : $"write '{{{meant.Name}}}', or call the parameter '{meant.Name}' '{part.Text}'";
            problems.Add(Rules.RouteWithoutParameter, attribute.PlaceInText(part.Start, part.Text.Length), meant?.Name, [method.Name, part.Text, cure]);
        }
    }

    public void Bodies()
    {
        string? first = null;
        for (var i = 0; i < found.Count; i++)
        {
            if (found[i]?.Place != ParameterPlace.Body)
                continue;
            if (first is not null)
                problems.Add(Rules.TwoBodies, PlaceOf(i), first, method.Parameters[i].Name, method.Name);
            first ??= method.Parameters[i].Name;
        }
    }

    public void Names()
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < found.Count; i++)
        {
            if (found[i] is not { Place: ParameterPlace.Header or ParameterPlace.Query } parameter || seen.Add(parameter.Place + parameter.WireName))
                continue;
            var attribute = method.Parameters[i].Find(parameter.Place == ParameterPlace.Header ? "HeaderAttribute" : "QueryAttribute");
            problems.Add(
                Rules.WireName,
                attribute?.PlaceOfText() ?? PlaceOf(i),
                parameter.WireName,
                $"is that of two parameters of '{method.Name}'",
                "give one of them another name");
        }
    }

    public void Tokens()
    {
        var tokens = Enumerable.Range(0, found.Count).Where(i => found[i]?.Place == ParameterPlace.Token).ToArray();
        if (tokens.Length == 0 && found.All(parameter => parameter is not null))
            problems.Add(Rules.NoToken, method.Locations.FirstOrDefault(), method.Name, DropParams());
        else if (tokens.Length > 1)
            Misplaced(tokens[1], $"is the second of '{method.Name}': keep one");
        else if (tokens.Length == 1 && tokens[0] != found.Count - 1)
            Misplaced(tokens[0], $"does not stand last in '{method.Name}': {DropParams()}move '{method.Parameters[tokens[0]].Name}' to the end");
    }

    private void Misplaced(int index, string why) => problems.Add(Rules.TokenNotLast, PlaceOf(index), method.Parameters[index].Name, why);

    // C# wants a 'params' last, where the token is to stand.
    private string DropParams() =>
        method.Parameters.LastOrDefault() is { IsParams: true } list ? $"drop 'params' before '{list.Name}', and " : "";

    private Location? PlaceOf(int index) => method.Parameters[index].Locations.FirstOrDefault();
}
