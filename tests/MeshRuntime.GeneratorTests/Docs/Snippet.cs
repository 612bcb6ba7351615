using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MeshRuntime.GeneratorTests.Docs;

/// <summary>
/// A block of C# in a document. What it declares, later blocks can use, as a reader does; its statements run in a method that is given what readers are assumed to have:
/// a client, a service, a builder, an app, its services, a token.
/// </summary>
/// <param name="Document">The document, as in the repository.</param>
/// <param name="Line">The line of the document where the block's code begins, from 1.</param>
/// <param name="Code">The code.</param>
internal sealed record Snippet(string Document, int Line, string Code)
{
    private static readonly (string Type, string Name)[] Given =
    [
        ("WebApplicationBuilder", "builder"), ("WebApplication", "app"), ("MeshClient", "mesh"), ("IOrders", "orders"),
        ("IServiceCollection", "services"), ("CancellationToken", "cancellationToken"), ("string[]", "args"),
    ];

    public static IEnumerable<Snippet> Of(string document, string text)
    {
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i] != "```csharp")
                continue;
            var end = Array.IndexOf(lines, "```", i);
            yield return new Snippet(document, i + 2, string.Join('\n', lines[(i + 1)..end]));
            i = end;
        }
    }

    /// <summary>The block as a source file whose mistakes are reported at their line of the document.</summary>
    public string ToSource(int number)
    {
        var root = (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(Code).GetRoot();
        var statements = root.Members.OfType<GlobalStatementSyntax>().ToList();
        var types = root.Members.Except(statements).ToList();
        var source = new StringBuilder();
        if (statements.Count > 0)
        {
            var declared = statements.SelectMany(statement => statement.DescendantNodes()).OfType<VariableDeclaratorSyntax>().Select(variable => variable.Identifier.Text)
                .Concat(statements.SelectMany(statement => statement.DescendantNodes()).OfType<ParameterSyntax>().Select(parameter => parameter.Identifier.Text)).ToHashSet();
            var parameters = Given.Where(given => !declared.Contains(given.Name)).Select(given => $"{given.Type} {given.Name}");
            source.AppendLine($"static class Block{number} {{ static async Task Run({string.Join(", ", parameters)}) {{");
            Append(source, statements[0], statements[^1]);
            source.AppendLine("await Task.CompletedTask; } }");
        }

        if (types.Count > 0)
            Append(source, types[0], types[^1]);
        source.Append(JsonContexts());
        return source.ToString();
    }

    private void Append(StringBuilder source, MemberDeclarationSyntax first, MemberDeclarationSyntax last)
    {
        var line = Line + first.GetLocation().GetLineSpan().StartLinePosition.Line;
        source.AppendLine($"#line {line} \"{Document}\"").AppendLine(Code[first.SpanStart..last.Span.End]).AppendLine("#line default");
    }

    // The half of a context that .NET's own generator adds, which does not run here.
    private string JsonContexts()
    {
        var context = Regex.Match(Code, @"partial class (\w+) : JsonSerializerContext;");
        if (!context.Success)
            return "";
        var types = Regex.Matches(Code, @"\[JsonSerializable\(typeof\((\w+)\)\)\]").Select(match => match.Groups[1].Value);
        return $$"""
            partial class {{context.Groups[1]}}() : JsonSerializerContext(null)
            {
                public static {{context.Groups[1]}} Default { get; } = new();
                protected override JsonSerializerOptions? GeneratedSerializerOptions => null;
                public override JsonTypeInfo? GetTypeInfo(Type type) => null;
                {{string.Concat(types.Select(type => $"public JsonTypeInfo<{type}> {type} => throw new NotSupportedException();\n"))}}
            }
            """;
    }
}
