using MeshRuntime.Client.Generator;
using MeshRuntime.GeneratorTests.Kit;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace MeshRuntime.GeneratorTests.Docs;

/// <summary>What the documents show compiles against the SDK, generator included, without a warning.</summary>
public sealed class DocumentTests
{
    private const string Usings = """
        global using System.Collections.Concurrent;
        global using System.Net;
        global using System.Net.Http;
        global using System.Net.Http.Json;
        global using System.Runtime.CompilerServices;
        global using System.Linq;
        global using System.Text.Json;
        global using System.Text.Json.Serialization;
        global using System.Text.Json.Serialization.Metadata;
        global using Grpc.Net.Client;
        global using MeshRuntime.AspNetCore;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.Extensions.DependencyInjection;
        """;

    /// <summary>What the README takes for granted; the guide declares it itself.</summary>
    private const string Shop = """
        [MeshService("orders", Json = typeof(OrdersJson))]
        public partial interface IOrders
        {
            [Get("/orders/{id}")]
            Task<Order?> GetAsync(int id, CancellationToken cancellationToken = default);
        }

        public sealed record Order(int Id, string Item);

        [JsonSerializable(typeof(Order))]
        public sealed partial class OrdersJson : JsonSerializerContext;
        """;

    [Theory]
    [InlineData("docs/sdk.md", 20, "")]
    [InlineData("sdk/MeshRuntime.Client/README.md", 3, Shop)]
    public async Task EveryBlock_Compiles(string document, int atLeast, string assumed)
    {
        var snippets = Snippet.Of(document, await File.ReadAllTextAsync(Path.Combine(Root(), document))).ToList();

        Assert.InRange(snippets.Count, atLeast, 100); // no blocks would prove nothing
        Assert.Empty(await MistakesAsync([new Snippet("what is assumed", 1, assumed), .. snippets]));
    }

    [Theory]
    [InlineData("var order = await orders.FindAsync(7);\nawait orders.NoSuchAsync();", "a.md:11: error CS1061")]
    [InlineData("public interface IBad\n{\n}\n[MeshService(\"bad\")]\npublic interface IBroken;", "a.md:14: error MESH001")]
    public async Task Mistake_IsFoundWithItsLineInTheDocument(string code, string mistake)
    {
        var service = new Snippet("a.md", 1, "[MeshService(\"orders\")]\npublic partial interface IOrders\n{\n[Get] Task<string?> FindAsync(int id, CancellationToken cancellationToken = default);\n}");

        var found = await MistakesAsync([service, new Snippet("a.md", 10, code)]);

        Assert.StartsWith(mistake, Assert.Single(found), StringComparison.Ordinal);
    }

    [Fact]
    public void EveryDiagnostic_HasItsRow()
    {
        var document = File.ReadAllText(Path.Combine(Root(), "docs/sdk.md"));

        Assert.All(new MeshServiceAnalyzer().SupportedDiagnostics, rule =>
            Assert.Contains($"<a id=\"{rule.Id.ToLowerInvariant()}\"></a>{rule.Id} |", document, StringComparison.Ordinal));
    }

    private static async Task<List<string>> MistakesAsync(IEnumerable<Snippet> snippets)
    {
        var compilation = Compilations.Of([Usings, .. snippets.Select((snippet, i) => snippet.ToSource(i))]).Generated();
        var analyzed = await compilation.WithAnalyzers([new MeshServiceAnalyzer()]).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        return
        [
            .. from diagnostic in compilation.GetDiagnostics().Concat(analyzed)
               where diagnostic.Severity >= DiagnosticSeverity.Warning && !IsOfExamples(diagnostic.Id)
               let place = diagnostic.Location.GetMappedLineSpan()
               select FormattableString.Invariant($"{place.Path}:{place.StartLinePosition.Line + 1}: {diagnostic.Severity.ToString().ToLowerInvariant()} {diagnostic.Id}: {diagnostic.GetMessage()}"),
        ];
    }

    // What an example may leave: a variable that nothing reads, and comments on what it declares.
    private static bool IsOfExamples(string id) => id is "CS0219" or "CS8321" or "CS1591";

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MeshRuntime.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"no MeshRuntime.sln above {AppContext.BaseDirectory}");
    }
}
