using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MeshRuntime.Client.Generator.Reading;

/// <summary>Looks at how an interface is declared, and at the types around it.</summary>
internal sealed class ServiceShape(INamedTypeSymbol service, Problems problems)
{
    public string Accessibility => SyntaxFacts.GetText(service.DeclaredAccessibility);

    /// <summary><c>OrdersClient</c> for <c>IOrders</c>.</summary>
    public string ClientName { get; } =
        (service.Name.Length > 1 && service.Name[0] == 'I' && char.IsUpper(service.Name[1]) ? service.Name.Substring(1) : service.Name) + "Client";

    public bool CanBeExtended()
    {
        for (var type = service; type is not null; type = type.ContainingType)
        {
            if (type.IsGenericType && type.TypeParameters.Length > 0)
                problems.Add(Rules.NotPlain, type.Locations.FirstOrDefault(), type.Name, "generic", "take the type parameters away");
            else if (type.IsFileLocal)
                problems.Add(Rules.NotPlain, type.Locations.FirstOrDefault(), type.Name, "local to a file", "make it internal");
            foreach (var part in type.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax()).OfType<TypeDeclarationSyntax>())
            {
                if (!part.Modifiers.Any(SyntaxKind.PartialKeyword))
                    problems.Add(Rules.NotPartial, part.Identifier.GetLocation(), type.Name, Keyword(type) + " " + type.Name);
            }
        }

        return !problems.HasErrors;
    }

    /// <summary>A type of the client's name beside the interface; the client itself is not there yet when the generator looks.</summary>
    public void CheckName()
    {
        INamespaceOrTypeSymbol outer = service.ContainingType is { } type ? type : service.ContainingNamespace;
        if (outer.GetTypeMembers(ClientName, 0).Any(other => !IsGenerated(other)))
            problems.Add(Rules.NameTaken, service.Locations.FirstOrDefault(), service.Name, ClientName);
    }

    public IEnumerable<string> OuterTypes()
    {
        var outer = new Stack<string>();
        for (var type = service.ContainingType; type is not null; type = type.ContainingType)
            outer.Push("partial " + Keyword(type) + " " + TypeNames.Identifier(type.Name));
        return outer;
    }

    private static bool IsGenerated(INamedTypeSymbol type) =>
        type.GetAttributes().Any(attribute => attribute.AttributeClass.Is("System.CodeDom.Compiler", "GeneratedCodeAttribute"));

    private static string Keyword(INamedTypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Interface } => "interface",
        { IsRecord: true, TypeKind: TypeKind.Struct } => "record struct",
        { IsRecord: true } => "record",
        { TypeKind: TypeKind.Struct } => "struct",
        _ => "class",
    };
}
