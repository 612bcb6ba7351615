using MeshRuntime.GeneratorTests.Kit;

namespace MeshRuntime.GeneratorTests;

/// <summary>Types with fields, which JSON leaves out unless it is told otherwise.</summary>
public sealed class JsonFieldTests
{
    private const string Context = """
        public class PlacesJson(System.Text.Json.JsonSerializerOptions? options) : JsonSerializerContext(options)
        {
            public static PlacesJson Default { get; } = new(null);
            protected override System.Text.Json.JsonSerializerOptions? GeneratedSerializerOptions => null;
            public override System.Text.Json.Serialization.Metadata.JsonTypeInfo? GetTypeInfo(Type type) => null;
        }
        """;

    [Theory]
    [InlineData("public struct Place { public int Left, Top; }")]
    [InlineData("public class Place { public int Left; private int Top { get; set; } public static int Count { get; } }")]
    [InlineData("public class Base { public int Left; } public sealed class Place : Base;")]
    public Task TypeWithFieldsOnly_IsMesh005(string type) => Misuse.IsReportedAsync(
        "MESH005",
        Service("[|Task<Place>|]", type),
        "'FindAsync' returns Task<Place>, which cannot travel: Place has only fields, which JSON leaves out: make them properties");

    [Theory]
    [InlineData("public struct Place { public int Left { get; set; } public int Top; }")]
    [InlineData("public struct Place { [JsonInclude] public int Left; }")]
    [InlineData("public class Place { public int Left; [JsonInclude] internal int Top { get; set; } }")]
    [InlineData("[JsonConverter(typeof(PlaceConverter))] public struct Place { public int Left; } public abstract class PlaceConverter : JsonConverter<Place>;")]
    [InlineData("[JsonDerivedType(typeof(Shop))] public abstract class Place { public int Left; } public sealed class Shop : Place { public int Top { get; set; } }")]
    [InlineData("public struct Place;")]
    [InlineData("public class Base { public int Left { get; set; } } public sealed class Place : Base { public int Top; }")]
    public Task TypeThatJsonCanWrite_IsTaken(string type) => Misuse.IsNoneAsync(Service("Task<Place>", type));

    [Fact]
    public Task ContextThatIncludesFields_TakesThemAndTuplesUnderAnyNames() => Misuse.IsNoneAsync(Service(
        "Task<List<(int Left, Place Top)>>",
        "public struct Place { public Depth Left; } public record Depth(int Value);",
        "[Put(\"/depth\")] Task<Depth> DepthAsync((int, int) place, CancellationToken cancellationToken);",
        """
        [JsonSourceGenerationOptions(IncludeFields = true)]
        [JsonSerializable(typeof(List<(int, Place)>))]
        [JsonSerializable(typeof((int, int)))]
        """));

    [Fact]
    public Task TupleThatContextIncludingFieldsDoesNotKnow_IsNamedAsAnAttributeCan() => Misuse.IsReportedAsync(
        "MESH018",
        Service("[|Task<(int Left, int Top)[]>|]", "", options: "[JsonSourceGenerationOptions(IncludeFields = true)]"),
        "'PlacesJson' does not know (int Left, int Top)[], which a trimmed app cannot read then: add [JsonSerializable(typeof(ValueTuple<int, int>[]))] to it");

    private static string Service(string answer, string type, string member = "", string options = "") => $$"""
        using System.Text.Json.Serialization;

        [MeshService("places"{{(options.Length > 0 ? ", Json = typeof(PlacesJson)" : "")}})]
        public partial interface IPlaces
        {
            [Get] {{answer}} FindAsync(CancellationToken cancellationToken);
            {{member}}
        }

        {{type}}

        {{options}}
        {{Context}}
        """;
}
