using MeshRuntime.Client.Generator.Model;
using Microsoft.CodeAnalysis;

namespace MeshRuntime.Client.Generator.Reading;

/// <summary>
/// Reads an interface with <c>[MeshService]</c>: what is to be written, and what is wrong. Generator and analyzer both do, and each takes its half.
/// </summary>
internal sealed class ServiceReader(INamedTypeSymbol service, AttributeData attribute, Problems problems)
{
    public const string AttributeName = "MeshRuntime.Client.MeshServiceAttribute";

    private readonly List<OperationModel> _operations = [];
    private readonly Dictionary<string, string> _requests = [];

    /// <summary>Null when nothing can be written; then the reason is among the problems.</summary>
    public static ServiceModel? Read(INamedTypeSymbol service, Problems problems, CancellationToken cancellationToken) =>
        service.Find("MeshServiceAttribute") is { } attribute
            ? new ServiceReader(service, attribute, problems).Read(cancellationToken)
            : null;

    private ServiceModel? Read(CancellationToken cancellationToken)
    {
        var shape = new ServiceShape(service, problems);
        if (!shape.CanBeExtended())
            return null;

        shape.CheckName();
        CheckAppId();
        var members = MembersOf(service).ToArray();
        var json = new JsonTypes(NamesOf(members), JsonContexts.IncludesFields(attribute));
        foreach (var member in members)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadMember(member, json);
        }

        var context = JsonContexts.Read(attribute, json, problems);
        return new(
            service.ContainingNamespace.Full(),
            shape.OuterTypes().ToEquatableArray(),
            TypeNames.Identifier(service.Name),
            service.Full(),
            shape.Accessibility,
            shape.ClientName,
            attribute.Text() ?? "",
            _operations.ToEquatableArray(),
            json.Models.ToEquatableArray(),
            context,
            members.Any(IsObsolete),
            problems.HasErrors);
    }

    private static IEnumerable<ISymbol> MembersOf(INamedTypeSymbol service) =>
        service.AllInterfaces.Where(type => !type.Is(Attributes.Namespace, "IMeshService`1")).Append(service)
            .SelectMany(type => type.GetMembers())
            .Where(member => member.IsAbstract && member is IMethodSymbol { AssociatedSymbol: null } or IPropertySymbol or IEventSymbol);

    private static HashSet<string> NamesOf(ISymbol[] members) =>
        [.. members.OfType<IMethodSymbol>().SelectMany(method => method.Parameters).Select(parameter => parameter.Name)];

    private static bool IsObsolete(ISymbol member) =>
        member.GetAttributes().Any(attribute => attribute.AttributeClass.Is("System", "ObsoleteAttribute"));

    private void CheckAppId()
    {
        var appId = attribute.Text() ?? "";
        var parts = appId.Split('.');
        var mistake = appId.Length == 0 ? "is empty"
            : parts.Length > 2 ? "has more than one dot"
            : parts.Contains("") ? "has nothing on one side of its dot"
            : StrangeIn(appId) is { } strange ? $"has '{strange}', where only letters of ASCII, digits, '-', '_' and '~' can stand"
            : null;
        if (mistake is not null)
            problems.Add(Rules.AppId, attribute.PlaceOfText(), appId, mistake);
    }

    private static string? StrangeIn(string appId)
    {
        for (var at = 0; at < appId.Length; at++)
        {
            if (!IsAppIdLetter(appId[at]))
                return appId.Substring(at, char.IsSurrogatePair(appId, at) ? 2 : 1);
        }

        return null;
    }

    private static bool IsAppIdLetter(char letter) => letter is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_' or '~' or '.';

    private void ReadMember(ISymbol member, JsonTypes json)
    {
        // A base that is a service itself reports its own mistakes; saying them twice helps nobody.
        var isOthers = !SymbolEqualityComparer.Default.Equals(member.ContainingType, service) && member.ContainingType.Find("MeshServiceAttribute") is not null;
        var sink = isOthers ? new Problems(Location.None) : problems;
        if (member is not IMethodSymbol method)
        {
            var kind = member is IEventSymbol ? "an event" : member is IPropertySymbol { IsIndexer: true } ? "an indexer" : "a property";
            sink.Add(Rules.NotMethod, member.Locations.FirstOrDefault(), member is IPropertySymbol { IsIndexer: true } ? "this[]" : member.Name, kind);
        }
        else if (new OperationReader(method, json, sink).Read() is { } operation)
        {
            CheckRequest(operation, method);
            _operations.Add(operation);
        }

        if (isOthers && sink.HasErrors)
            problems.MarkBroken();
    }

    private void CheckRequest(OperationModel operation, IMethodSymbol method)
    {
        var request = operation.Verb + " " + RouteTemplate.Parse(operation.Route).Shape;
        if (!_requests.TryGetValue(request, out var other))
            _requests.Add(request, method.WithTypes());
        else
            problems.Add(Rules.SameRequest, OperationReader.AttributesOf(method)[0].PlaceOfText(), method.WithTypes(), operation.Verb, operation.Route, other);
    }
}
