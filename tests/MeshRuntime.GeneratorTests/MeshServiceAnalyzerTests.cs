using MeshRuntime.GeneratorTests.Kit;
using Microsoft.CodeAnalysis;

namespace MeshRuntime.GeneratorTests;

/// <summary>Mistakes in the interface itself and in its attribute. Those in a method are in <see cref="OperationMistakeTests"/> and <see cref="ParameterMistakeTests"/>.</summary>
public sealed class MeshServiceAnalyzerTests
{
    private const string Context = """

        public class OrdersJson(System.Text.Json.JsonSerializerOptions? options) : System.Text.Json.Serialization.JsonSerializerContext(options)
        {
            public static OrdersJson Default { get; } = new(null);
            protected override System.Text.Json.JsonSerializerOptions? GeneratedSerializerOptions => null;
            public override System.Text.Json.Serialization.Metadata.JsonTypeInfo? GetTypeInfo(Type type) => null;
        }
        """;

    [Fact]
    public Task RightService_HasNothingReported() => Misuse.IsNoneAsync("""
        public record Order(int Id);

        [MeshService("orders.production")]
        public partial interface IOrders
        {
            [Get("/orders/{id}")]
            Task<Order?> GetAsync(int id, CancellationToken cancellationToken = default);
        }
        """);

    [Fact]
    public Task InterfaceNotPartial_IsMesh001() => Misuse.IsReportedAsync(
        "MESH001",
        """
        [MeshService("orders")]
        public interface [|IOrders|];
        """,
        "'IOrders' must be partial, so that its client can be added to it: write 'partial interface IOrders'");

    [Fact]
    public Task OuterTypeNotPartial_IsMesh001() => Misuse.IsReportedAsync(
        "MESH001",
        """
        public static class [|Shop|]
        {
            [MeshService("orders")]
            public partial interface IOrders;
        }
        """,
        "'Shop' must be partial, so that its client can be added to it: write 'partial class Shop'");

    [Fact]
    public Task GenericInterface_IsMesh002() => Misuse.IsReportedAsync(
        "MESH002",
        """
        [MeshService("orders")]
        public partial interface [|IOrders|]<T>;
        """,
        "'IOrders' is generic, so that no client can be made for it: take the type parameters away");

    [Fact]
    public Task InterfaceLocalToFile_IsMesh002() => Misuse.IsReportedAsync(
        "MESH002",
        """
        [MeshService("orders")]
        file partial interface [|IOrders|];
        """,
        "'IOrders' is local to a file, so that no client can be made for it: make it internal");

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("orders.prod.eu", "has more than one dot")]
    [InlineData("orders.", "has nothing on one side of its dot")]
    [InlineData("my orders!", "has ' ', where only letters of ASCII, digits, '-', '_' and '~' can stand")]
    [InlineData("orders!", "has '!', where only letters of ASCII, digits, '-', '_' and '~' can stand")]
    [InlineData("🍵s", "has '🍵', where only letters of ASCII, digits, '-', '_' and '~' can stand")]
    public Task WrongAppId_IsMesh016(string appId, string why) => Misuse.IsReportedAsync(
        "MESH016",
        $$"""
        [MeshService([|"{{appId}}"|])]
        public partial interface IOrders;
        """,
        $"The app id '{appId}' {why}: write an app's id such as 'orders', or 'orders.production' with its namespace");

    [Fact]
    public Task JsonThatIsNoContext_IsMesh017() => Misuse.IsReportedAsync(
        "MESH017",
        """
        [MeshService("orders", Json = [|typeof(string)|])]
        public partial interface IOrders;
        """,
        "'string' is no JsonSerializerContext: name a partial class that derives from it");

    [Fact]
    public Task TypeThatContextDoesNotKnow_IsMesh018() => Misuse.IsReportedAsync(
        "MESH018",
        """
        [MeshService("orders", Json = typeof(OrdersJson))]
        public partial interface IOrders
        {
            [Get]
            [|Task<List<Order>?>|] AllAsync(CancellationToken cancellationToken = default);
        }

        public record Order(int Id);

        [System.Text.Json.Serialization.JsonSerializable(typeof(Order))]
        """ + Context,
        "'OrdersJson' does not know List<Order>, which a trimmed app cannot read then: add [JsonSerializable(typeof(List<Order>))] to it");

    [Fact]
    public Task TypesThatContextReaches_AreKnown() => Misuse.IsNoneAsync(
        """
        [MeshService("orders", Json = typeof(OrdersJson))]
        public partial interface IOrders
        {
            [Get]
            Task<Line?> LineAsync(CancellationToken cancellationToken = default);

            [Post]
            Task<int> CountAsync(Order order, CancellationToken cancellationToken = default);
        }

        public record Line(int Count);

        public record Base(List<Line> Lines);

        public record Order(List<Line> Lines) : Base(Lines);

        [System.Text.Json.Serialization.JsonSerializable(typeof(Order[]))]
        """ + Context);

    [Fact]
    public Task TypeOfClientsName_IsMesh024() => Misuse.IsReportedAsync(
        "MESH024",
        """
        [MeshService("orders")]
        public partial interface [|IOrders|];

        public class OrdersClient;
        """,
        "The client of 'IOrders' would be called 'OrdersClient', as another type is: rename one of them");

    [Fact]
    public async Task MistakeInBaseThatIsService_IsReportedThereOnce()
    {
        var found = await Compilations.Of("""
            [MeshService("orders")]
            public partial interface IOrders : IReadOrders;

            [MeshService("read")]
            public partial interface IReadOrders
            {
                [Get] int Count(CancellationToken cancellationToken);
            }
            """).AnalyzeAsync();

        Assert.Equal("MESH004", Assert.Single(found).Id);
    }

    [Fact]
    public void MistakeInService_BringsNoErrorWhereItIsUsed()
    {
        var output = Compilations.Of("""
            [MeshService("orders")]
            public partial interface IOrders
            {
                [Get] int Count(CancellationToken cancellationToken);
            }

            public static class Uses
            {
                public static string AppIdOf<T>() where T : class, IMeshService<T> => T.AppId;

                public static string Orders => AppIdOf<IOrders>();
            }
            """).Generated();

        Assert.DoesNotContain(output.GetDiagnostics(TestContext.Current.CancellationToken), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }
}
