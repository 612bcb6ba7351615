using System.Collections;
using System.Reflection;
using MeshRuntime.Client.Generator;
using MeshRuntime.GeneratorTests.Kit;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MeshRuntime.GeneratorTests;

/// <summary>The generator runs at each keystroke: what did not change must not be written again.</summary>
public sealed class CachingTests
{
    private const string Source = """
        public record Order(int Id);

        [MeshService("orders")]
        public partial interface IOrders
        {
            [Get("/orders/{id}", ExpectedStatuses = [409])]
            Task<Order?> GetAsync(int id, [Header("X-A")] string? a = null, CancellationToken cancellationToken = default);
        }
        """;

    [Fact]
    public void ChangeInOtherFile_WritesNothing()
    {
        var compilation = Compilations.Of(Source, "class Other;");

        var (step, output) = Rerun(compilation, compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[2], Tree("class Another;")));

        Assert.Equal(IncrementalStepRunReason.Cached, step);
        Assert.Equal(IncrementalStepRunReason.Cached, output);
    }

    [Fact]
    public void MovedAndCommentedInterface_WritesNothing()
    {
        var compilation = Compilations.Of(Source);

        var (step, output) = Rerun(compilation, compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[1], Tree("// Moved.\n\n" + Source)));

        Assert.Equal(IncrementalStepRunReason.Cached, step);
        Assert.Equal(IncrementalStepRunReason.Cached, output);
    }

    [Fact]
    public void ChangedRoute_WritesAnew()
    {
        var compilation = Compilations.Of(Source);

        var (step, output) = Rerun(compilation, compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[1], Tree(Source.Replace("/orders/", "/order/", StringComparison.Ordinal))));

        Assert.Equal(IncrementalStepRunReason.Modified, step);
        Assert.Equal(IncrementalStepRunReason.Modified, output);
    }

    /// <summary>A symbol in a model would keep its whole compilation alive, and never equal the next one.</summary>
    [Fact]
    public void Model_HoldsNoSymbolsAndNoSyntax()
    {
        var driver = Compilations.Driver(tracks: true).RunGenerators(Compilations.Of(Source), TestContext.Current.CancellationToken);

        var model = driver.GetRunResult().Results.Single().TrackedSteps[MeshServiceGenerator.ServicesStep].Single().Outputs.Single().Value;

        var types = Reach(model, []);
        Assert.Contains(types, type => type.Name == "ParameterModel");
        Assert.DoesNotContain(types, type => type.Namespace?.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal) == true);
    }

    private static (IncrementalStepRunReason Step, IncrementalStepRunReason Output) Rerun(CSharpCompilation first, CSharpCompilation second)
    {
        var driver = Compilations.Driver(tracks: true)
            .RunGenerators(first, TestContext.Current.CancellationToken)
            .RunGenerators(second, TestContext.Current.CancellationToken);
        var result = driver.GetRunResult().Results.Single();
        return (
            result.TrackedSteps[MeshServiceGenerator.ServicesStep].Single().Outputs.Single().Reason,
            result.TrackedOutputSteps.Values.Single().Single().Outputs.Single().Reason);
    }

    private static SyntaxTree Tree(string source) => CSharpSyntaxTree.ParseText(source, Compilations.Parsing, "File1.cs");

    private static HashSet<Type> Reach(object? value, HashSet<Type> found)
    {
        if (value is null or string || value.GetType().IsPrimitive)
            return found;
        found.Add(value.GetType());
        if (value is IEnumerable items)
        {
            foreach (var item in items)
                Reach(item, found);
            return found;
        }

        foreach (var field in value.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public))
            Reach(field.GetValue(value), found);
        return found;
    }
}
