using MeshRuntime.Client.CodeFixes;
using MeshRuntime.GeneratorTests.Kit;

namespace MeshRuntime.GeneratorTests;

public sealed class CodeFixTests
{
    private const string Context = """
        public class OrdersJson() : System.Text.Json.Serialization.JsonSerializerContext(null)
        {
            protected override System.Text.Json.JsonSerializerOptions? GeneratedSerializerOptions => null;

            public override System.Text.Json.Serialization.Metadata.JsonTypeInfo? GetTypeInfo(Type type) => null;
        }
        """;

    [Theory]
    [InlineData("public interface IOrders;", "public partial interface IOrders;")]
    [InlineData("/* ours */ interface IOrders;", "/* ours */ partial interface IOrders;")]
    public async Task NotPartial_IsMadePartial(string declaration, string mended) => Assert.Equal(
        $"[MeshService(\"orders\")]\n{mended}",
        await Mending.ApplyAsync(new MakePartialFix(), "Make 'IOrders' partial", $"[MeshService(\"orders\")]\n{declaration}"));

    [Theory]
    [InlineData("int Count(CancellationToken token);", "Return Task<int>", "Task<int> Count(CancellationToken token);")]
    [InlineData("void Touch(CancellationToken token);", "Return Task", "Task Touch(CancellationToken token);")]
    public Task BlockingMethod_ReturnsTask(string member, string title, string mended) =>
        MendsMemberAsync(new ReturnTaskFix(), title, "[Get] " + member, "[Get] " + mended);

    [Theory]
    [InlineData("Task CountAsync();", "Task CountAsync(CancellationToken cancellationToken = default);")]
    [InlineData("Task CountAsync(params int[] pages);", "Task CountAsync(int[] pages, CancellationToken cancellationToken = default);")]
    [InlineData("Task CountAsync(int page);", "Task CountAsync(int page, CancellationToken cancellationToken = default);")]
    [InlineData(
        "Task CountAsync(\n        int page,\n        int cancellationToken);",
        "Task CountAsync(\n        int page,\n        int cancellationToken,\n        CancellationToken cancellationToken2 = default);")]
    public Task NoToken_GetsOne(string member, string mended) => MendsMemberAsync(
        new AddTokenFix(),
        mended.Contains("Token2", StringComparison.Ordinal) ? "Add 'CancellationToken cancellationToken2 = default'" : "Add 'CancellationToken cancellationToken = default'",
        "[Get] " + member,
        "[Get] " + mended);

    [Fact]
    public Task TokenNotLast_MovesToEnd() => MendsMemberAsync(
        new MoveTokenFix(),
        "Move 'token' to the end",
        "[Get] Task CountAsync(int a, CancellationToken token, int b, int c);",
        "[Get] Task CountAsync(int a, int b, int c, CancellationToken token);");

    [Fact]
    public Task TokenBeforeParams_MovesToEndWithoutThem() => MendsMemberAsync(
        new MoveTokenFix(),
        "Move 'token' to the end",
        "[Get] Task CountAsync(CancellationToken token, params int[] pages);",
        "[Get] Task CountAsync(int[] pages, CancellationToken token);");

    [Fact]
    public async Task SecondToken_HasNoFix() =>
        Assert.Empty(await Mending.TitlesAsync(new MoveTokenFix(), Service("[Get] Task CountAsync(CancellationToken a, CancellationToken b);")));

    [Theory]
    [InlineData("Write '{id}' in the route", "[Get(\"/orders/{id}\")] Task GetAsync(int id, CancellationToken token = default);")]
    [InlineData("Call the parameter 'id' 'Id'", "[Get(\"/orders/{Id}\")] Task GetAsync(int Id, CancellationToken token = default);")]
    [InlineData("Add the parameter 'string Id'", "[Get(\"/orders/{Id}\")] Task GetAsync(int id, string Id, CancellationToken token = default);")]
    public Task RouteParameterInOtherCase_IsBroughtTogether(string title, string mended) => MendsMemberAsync(
        new RouteParameterFix(),
        title,
        "[Get(\"/orders/{Id}\")] Task GetAsync(int id, CancellationToken token = default);",
        mended);

    [Fact]
    public Task RouteParameterThatIsMissing_IsAdded() => MendsMemberAsync(
        new RouteParameterFix(),
        "Add the parameter 'string id'",
        "[Get(\"/orders/{id}\")] Task GetAsync();",
        "[Get(\"/orders/{id}\")] Task GetAsync(string id);");

    [Theory]
    [InlineData("", "[System.Text.Json.Serialization.JsonSerializable(typeof(List<Order>))]\n")]
    [InlineData(
        "/// <summary>Ours.</summary>\n[Serializable]\n",
        "/// <summary>Ours.</summary>\n[Serializable]\n[System.Text.Json.Serialization.JsonSerializable(typeof(List<Order>))]\n")]
    public async Task TypeUnknownToContext_IsAddedThere(string before, string after)
    {
        const string Service = """
            public record Order(int Id);

            [MeshService("orders", Json = typeof(OrdersJson))]
            public partial interface IOrders
            {
                [Get] Task<List<Order>?> AllAsync(CancellationToken token = default);
            }


            """;

        var mended = await Mending.ApplyAsync(new AddJsonTypeFix(), "Add the type to 'OrdersJson'", Service + before + Context);

        Assert.Equal(Service + after + Context, mended);
    }

    private static async Task MendsMemberAsync(Microsoft.CodeAnalysis.CodeFixes.CodeFixProvider fix, string title, string member, string mended) =>
        Assert.Equal(Service(mended), await Mending.ApplyAsync(fix, title, Service(member)));

    private static string Service(string member) => $$"""
        [MeshService("orders")]
        public partial interface IOrders
        {
            {{member}}
        }
        """;
}
