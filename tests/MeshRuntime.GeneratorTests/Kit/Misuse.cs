using Microsoft.CodeAnalysis.Text;

namespace MeshRuntime.GeneratorTests.Kit;

/// <summary>Checks what the analyzer says about a mistake.</summary>
internal static class Misuse
{
    /// <summary>The mistake is the only one that is found, and it is found where <c>[|</c> and <c>|]</c> mark it.</summary>
    public static async Task IsReportedAsync(string id, string marked, string message)
    {
        var (source, place) = Marked.Parse(marked);
        var compilation = Compilations.Of(source);

        var found = await compilation.AnalyzeAsync();

        var diagnostic = Assert.Single(found);
        Assert.Equal(id, diagnostic.Id);
        Assert.Equal(message, diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(Text(source, place), Text(source, diagnostic.Location.SourceSpan));
        Assert.Equal(place, diagnostic.Location.SourceSpan);
        Assert.Equal("File1.cs", diagnostic.Location.SourceTree?.FilePath);
    }

    /// <summary>The mistake in one member of a service that is right otherwise.</summary>
    public static Task InMemberIsReportedAsync(string id, string member, string message) => IsReportedAsync(
        id,
        $$"""
        namespace Shop;

        public record Order(int Id);

        [MeshService("orders")]
        public partial interface IOrders
        {
            {{member}}
        }
        """,
        message);

    /// <summary>Nothing is found.</summary>
    public static async Task IsNoneAsync(string source) => Assert.Empty(await Compilations.Of(source).AnalyzeAsync());

    private static string Text(string source, TextSpan? span) => span is { } place ? source.Substring(place.Start, place.Length) : "";
}
