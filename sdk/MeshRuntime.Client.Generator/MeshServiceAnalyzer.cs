using System.Collections.Immutable;
using MeshRuntime.Client.Generator.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace MeshRuntime.Client.Generator;

/// <summary>Reports what is wrong with interfaces that have <c>[MeshService]</c>, where it is wrong.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MeshServiceAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        Rules.NotPartial, Rules.NotPlain, Rules.NoOperation, Rules.Blocking, Rules.ReturnType,
        Rules.NotMethod, Rules.MethodShape, Rules.RouteWithoutParameter, Rules.TwoPlaces, Rules.SameRequest,
        Rules.TwoBodies, Rules.BodyNotAllowed, Rules.ParameterType, Rules.WireName, Rules.Route,
        Rules.AppId, Rules.NoJsonContext, Rules.NotInJsonContext, Rules.TokenNotLast, Rules.Timeout,
        Rules.Status, Rules.ExpectedNeedsNull, Rules.NoToken, Rules.NameTaken, Rules.SeveralOperations,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        if (context.Symbol is not INamedTypeSymbol { TypeKind: TypeKind.Interface } service)
            return;
        var problems = new Problems(service.Locations[0]);
        ServiceReader.Read(service, problems, context.CancellationToken);
        foreach (var problem in problems.Found)
            context.ReportDiagnostic(problem);
    }
}
