using System.Globalization;
using MeshRuntime.Client.Generator.Model;
using Microsoft.CodeAnalysis;

namespace MeshRuntime.Client.Generator.Reading;

/// <summary>Reads one method of a service and its attribute.</summary>
internal sealed class OperationReader(IMethodSymbol method, JsonTypes json, Problems problems)
{
    // What a CancellationTokenSource can count: 2^31 milliseconds.
    private const double MaxTimeoutSeconds = 2147483;

    private static readonly Dictionary<string, string> s_verbs = new()
    {
        ["GetAttribute"] = "GET",
        ["PostAttribute"] = "POST",
        ["PutAttribute"] = "PUT",
        ["PatchAttribute"] = "PATCH",
        ["DeleteAttribute"] = "DELETE",
    };

    private readonly Location? _place = method.Locations.FirstOrDefault();

    /// <summary>The operation's attributes; one, where all is well.</summary>
    public static AttributeData[] AttributesOf(IMethodSymbol method) =>
    [
        .. method.GetAttributes().Where(attribute =>
            attribute.AttributeClass is { } type && s_verbs.ContainsKey(type.Name) && type.Is(Attributes.Namespace, type.Name)),
    ];

    /// <summary>Null when it stands for no request; then the reason is among the problems.</summary>
    public OperationModel? Read()
    {
        var attributes = AttributesOf(method);
        if (attributes.Length == 0)
        {
            problems.Add(Rules.NoOperation, _place, method.Name, DefaultRoute());
            return null;
        }

        if (attributes.Length > 1)
            problems.Add(Rules.SeveralOperations, attributes[1].Place(), method.Name, ShortName(attributes[0]), ShortName(attributes[1]));
        if (!HasShape())
            return null;

        var attribute = attributes[0];
        var verb = s_verbs[attribute.AttributeClass!.Name];
        var route = RouteTemplate.Parse(attribute.Text() is { Length: > 0 } written ? written : DefaultRoute());
        if (route.Mistake is { } mistake)
        {
            problems.Add(Rules.Route, attribute.PlaceInText(route.MistakeStart, route.MistakeLength), route.Route, route.MistakeStart + 1, mistake);
            return null;
        }

        var parameters = ReadParameters(verb, route, attribute);
        var answer = AnswerReader.Read(method, ReturnPlace(), json, problems);
        var timeout = ReadTimeout(attribute);
        var statuses = ReadStatuses(attribute, answer);
        return answer is null || parameters is null
            ? null
            : new(
                TypeNames.Identifier(method.Name),
                method.ReturnType.Full(),
                verb,
                route.Route,
                route.Parts.ToEquatableArray(),
                parameters.ToEquatableArray(),
                answer,
                timeout,
                statuses.ToEquatableArray());
    }

    private static string ShortName(AttributeData attribute) => attribute.AttributeClass!.Name.Replace("Attribute", "");

    private string DefaultRoute()
    {
        var name = method.Name.EndsWith("Async", StringComparison.Ordinal) ? method.Name.Substring(0, method.Name.Length - "Async".Length) : method.Name;
        return "/" + name.ToLowerInvariant();
    }

    private bool HasShape()
    {
        if (method.IsStatic)
            problems.Add(Rules.MethodShape, _place, method.Name, "is static", "make it a method of the instance");
        else if (method.IsGenericMethod)
            problems.Add(Rules.MethodShape, _place, method.Name, "is generic", "declare one method for each type");
        else if (method.ReturnsByRef || method.ReturnsByRefReadonly)
            problems.Add(Rules.MethodShape, ReturnPlace(), method.Name, "returns a reference", "return the value in a Task");
        else if (method.Parameters.FirstOrDefault(parameter => parameter.RefKind != RefKind.None) is { } reference)
            problems.Add(
                Rules.MethodShape,
                reference.Locations.FirstOrDefault(),
                method.Name,
                $"takes '{reference.Name}' by reference",
                "take it by value, and return what changes");
        else
            return true;
        return false;
    }

    private List<ParameterModel>? ReadParameters(string verb, RouteTemplate route, AttributeData attribute)
    {
        var reader = new ParameterReader(method, verb, route.Parts, json, problems);
        var found = method.Parameters.Select(reader.Read).ToList();
        var check = new ParameterCheck(method, found, problems);
        check.Route(route, attribute);
        check.Bodies();
        check.Names();
        check.Tokens();
        return found.Contains(null) ? null : found.OfType<ParameterModel>().ToList();
    }

    private string? ReadTimeout(AttributeData attribute)
    {
        if (attribute.Named("TimeoutSeconds")?.Value is not double seconds)
            return null;
        var text = seconds.ToString("R", CultureInfo.InvariantCulture);
        if (seconds is > 0 and <= MaxTimeoutSeconds)
            return text;
        problems.Add(Rules.Timeout, attribute.PlaceOf("TimeoutSeconds"), method.Name, text);
        return null;
    }

    private SortedSet<int> ReadStatuses(AttributeData attribute, AnswerModel? answer)
    {
        var statuses = new SortedSet<int>();
        foreach (var (value, place) in attribute.Numbers("ExpectedStatuses"))
        {
            if (value is >= 300 and <= 599)
                statuses.Add(value);
            else
                problems.Add(Rules.Status, place, value);
        }

        // A stream without values says it as well as null does.
        if (statuses.Count > 0 && answer is { Kind: AnswerKind.Value or AnswerKind.Result, IsNullable: false })
            problems.Add(Rules.ExpectedNeedsNull, attribute.PlaceOf("ExpectedStatuses"), method.Name, method.ReturnType.Short(), CureOf(answer));
        if (answer is { Kind: AnswerKind.Value, IsNullable: true })
            statuses.Add(404);
        return statuses;
    }

    private string CureOf(AnswerModel answer) => answer.Kind == AnswerKind.Result
        ? "it as it is, without ExpectedStatuses: it never throws for a status"
        : $"Task<{((INamedTypeSymbol)method.ReturnType).TypeArguments[0].Short()}?>, or Task<MeshResult<T>> to see the status";

    private Location? ReturnPlace() =>
        method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is Microsoft.CodeAnalysis.CSharp.Syntax.MethodDeclarationSyntax syntax
            ? syntax.ReturnType.GetLocation()
            : _place;
}
