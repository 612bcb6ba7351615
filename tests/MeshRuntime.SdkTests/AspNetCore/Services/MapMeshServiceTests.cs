using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MeshRuntime.AspNetCore;
using MeshRuntime.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace MeshRuntime.SdkTests.AspNetCore.Services;

/// <summary>What the endpoints of a service take and answer.</summary>
public sealed class MapMeshServiceTests
{
    [Theory]
    [InlineData("/orders/7", "7")]
    [InlineData("/orders/a%20b%C3%A4", "a bä")]
    [InlineData("/orders/a%2Fb", "a/b")]
    [InlineData("/orders/a%252Fb", "a%2Fb")]
    [InlineData("/ORDERS/a%2fb?x=/y/z", "a/b")]
    public async Task RouteValue_IsDecodedOnce(string path, string id)
    {
        await using var app = await ServeAsync(new Orders());

        Assert.Equal(id, (await app.GetJsonAsync(path)).GetProperty("id").GetString());
    }

    [Fact]
    public async Task RouteValue_BelowAPrefix_IsDecodedOnce()
    {
        await using var app = await MeshApp.StartAsync(web =>
        {
            web.UsePathBase("/base");
            web.UseRouting();
            web.MapGroup("/shop").MapMeshService<IOrders>(new Orders());
        });

        Assert.Equal("a/b", (await app.GetJsonAsync("/base/shop/orders/a%2Fb")).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Null_Is404WithoutABody()
    {
        await using var app = await ServeAsync(new Orders { Get = (_, _) => Task.FromResult<Order?>(null) });

        using var answer = await app.Http.GetAsync("/orders/7");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(0, answer.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task QueryAndHeader_ReachTheImplementation()
    {
        await using var app = await ServeAsync(new Orders());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/orders?name=a%2Bb&other=x&name=");
        request.Headers.Add("Accept-Language", ["de", "en"]);

        using var answer = await app.Http.SendAsync(request);

        Assert.Equal(["a+b", "", "de, en"], JsonSerializer.Deserialize<string[]>(await answer.Content.ReadAsStringAsync())!);
    }

    [Fact]
    public async Task Body_IsRead_AndNothingIsAnswered()
    {
        var orders = new Orders();
        await using var app = await ServeAsync(orders);

        using var answer = await app.PostAsync("/orders", """{"id":"7","amount":3}""");
        using var empty = await app.PostAsync("/orders", "");
        using var none = await app.PostAsync("/orders", "null");

        Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.NoContent, HttpStatusCode.NoContent], [answer.StatusCode, empty.StatusCode, none.StatusCode]);
        Assert.Equal([new Order("7", 3), null, null], orders.Added);
    }

    [Theory]
    [InlineData("{\"id\":\"7\",\n \"amount\":\"x\"}", "$.amount, line 2, byte 14")]
    [InlineData("{\"id\":", "line 1, byte 7")]
    [InlineData("[]", "$, line 1, byte 2")]
    public async Task MalformedBody_Is400_WithThePlace(string body, string place)
    {
        await using var app = await ServeAsync(new Orders());

        using var answer = await app.PostAsync("/orders", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var error = await answer.ErrorAsync();
        Assert.Equal("ERR_MALFORMED_REQUEST", error.Code);
        Assert.StartsWith("The body of POST /orders is not the JSON that is expected here at ", error.Message, StringComparison.Ordinal);
        Assert.Contains(place, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("BytePositionInLine", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BodyThatIsNoJson_Is415()
    {
        await using var app = await ServeAsync(new Orders());

        using var answer = await app.PostAsync("/orders", """{"id":"7","amount":3}""", "text/plain");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Contains("application/json", (await answer.ErrorAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BodyAboveTheServersLimit_Is413()
    {
        await using var app = await ServeAsync(new Orders(), builder => builder.WebHost.ConfigureKestrel(server => server.Limits.MaxRequestBodySize = 20));

        using var answer = await app.PostAsync("/orders", """{"id":"seven","amount":3}""");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task ArgumentThatCannotBeRead_Is400()
    {
        await using var app = await ServeAsync(new Orders());

        using var answer = await app.Http.GetAsync("/orders/watch/many");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("Int32", (await answer.ErrorAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MeshException_IsItsStatus()
    {
        await using var app = await ServeAsync(new Orders
        {
            Get = (_, _) => throw new MeshException("order 7 is locked") { Status = HttpStatusCode.Conflict, ErrorCode = "LOCKED" },
        });

        using var answer = await app.Http.GetAsync("/orders/7");

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal("""{"errorCode":"LOCKED","message":"order 7 is locked"}""", await answer.Content.ReadAsStringAsync());
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task MeshExceptionWithATarget_IsItsStatus()
    {
        await using var app = await ServeAsync(new Orders
        {
            Get = (_, _) => throw new MeshException("order 7 is locked") { Status = HttpStatusCode.Conflict, Target = "7" },
        });

        using var answer = await app.Http.GetAsync("/orders/7");

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
    }

    // Its own status would mislead: an unexpected 404 of the stock would make a caller believe that there is no such order.
    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task FailureOfACallThatTheImplementationMade_Is502_AndLogged(int status)
    {
        await using var stock = await StubSidecar.StartAsync(status, """{"errorCode":"LOCKED","message":"no"}""");
        await using var app = await ServeAsync(new Orders { Get = (_, ended) => stock.Mesh.App("stock").InvokeAsync(Ask, StockJson, ended) });

        using var answer = await app.Http.GetAsync("/orders/7");

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        var error = await answer.ErrorAsync();
        Assert.Equal("", error.Code);
        Assert.StartsWith($"app stock answered GET /x with {status}", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(": no", error.Message, StringComparison.Ordinal);
        Assert.Equal(["orders.GetAsync failed; its caller got 502"], app.Errors);
    }

    [Fact]
    public async Task NestedCallThatTakesTooLong_Is504()
    {
        await using var stock = await StubSidecar.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }));
        await using var app = await ServeAsync(new Orders
        {
            Get = (_, ended) => stock.Mesh.App("stock").InvokeAsync(Ask with { Timeout = TimeSpan.FromMilliseconds(50) }, StockJson, ended),
        });

        using var answer = await app.Http.GetAsync("/orders/7");

        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
        Assert.Equal(("", "stock has not answered within 0.05 s"), await answer.ErrorAsync());
    }

    [Fact]
    public async Task TimeoutOfSomethingElse_IsAspNets500()
    {
        await using var app = await ServeAsync(new Orders { Get = (_, _) => throw new TimeoutException("db-7 as user sa") });

        using var answer = await app.Http.GetAsync("/orders/7");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.DoesNotContain("db-7", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(HttpStatusCode.ServiceUnavailable, 1)]
    [InlineData(HttpStatusCode.Conflict, 0)]
    public async Task FailureOfTheService_IsLogged_ARefusalIsNot(HttpStatusCode? status, int logged)
    {
        await using var app = await ServeAsync(new Orders { Get = (_, _) => throw new MeshException("no disk") { Status = status } });

        using var answer = await app.Http.GetAsync("/orders/7");

        Assert.Equal(status ?? HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal(logged, app.Errors.Count());
    }

    [Fact]
    public async Task OtherException_IsAspNets500()
    {
        await using var app = await ServeAsync(new Orders { Get = (_, _) => throw new InvalidOperationException("a secret") });

        using var answer = await app.Http.GetAsync("/orders/7");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.DoesNotContain("secret", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Result_IsStatusHeadersAndValue()
    {
        await using var app = await ServeAsync(new Orders
        {
            Replace = (id, order) => id switch
            {
                "new" => new MeshResult<Order> { Status = HttpStatusCode.Created, Value = order, Headers = [new("Location", "/orders/new")] },
                "gone" => new MeshResult<Order> { Status = HttpStatusCode.NoContent, Value = order },
                _ => new MeshResult<Order> { Status = HttpStatusCode.Conflict, Error = new MeshException("locked") { ErrorCode = "LOCKED" } },
            },
        });
        const string order = """{"id":"n","amount":1}""";

        using var created = await app.PutAsync("/orders/new", order);
        using var gone = await app.PutAsync("/orders/gone", order);
        using var locked = await app.PutAsync("/orders/locked", order);

        Assert.Equal((HttpStatusCode.Created, "/orders/new", order), (created.StatusCode, created.Headers.Location!.ToString(), await created.Content.ReadAsStringAsync()));
        Assert.Equal((HttpStatusCode.NoContent, ""), (gone.StatusCode, await gone.Content.ReadAsStringAsync()));
        Assert.Equal((HttpStatusCode.Conflict, ("LOCKED", "locked")), (locked.StatusCode, await locked.ErrorAsync()));
    }

    private static readonly MeshRequest Ask = new() { Method = HttpMethod.Get, Path = "/x" };

    private static JsonTypeInfo<Order> StockJson => MeshJson.Default.TypeInfo<Order>();

    private static Task<MeshApp> ServeAsync(Orders orders, Action<WebApplicationBuilder>? configure = null) =>
        MeshApp.StartAsync(web => web.MapMeshService<IOrders>(orders), configure);
}
