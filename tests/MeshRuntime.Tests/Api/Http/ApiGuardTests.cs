using MeshRuntime.Api.Http;
using MeshRuntime.DataPlane.Security;
using MeshRuntime.Tests.Kit;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Tests.Api.Http;

public sealed class ApiGuardTests
{
    private const string Page = "https://shop.example";

    private int _served;

    [Fact]
    public async Task RequestOfAnApp_IsServed()
    {
        Assert.Equal(200, (await ServeAsync(Guard(), "GET", "/x")).StatusCode);
        Assert.Equal(1, _served);
    }

    [Theory]
    [InlineData("evil.example:3500", null, null, "the Host header does not name this sidecar: use localhost, an address of --dapr-listen-addresses, or a name listed in MESH_ALLOWED_HOSTS")]
    [InlineData("localhost:3500", "https://evil.example", null, "a web page of another origin may not use this API; if it should, name its origin in --allowed-origins")]
    [InlineData("localhost:3500", null, "cross-site", "a browser was made to send this by another site")]
    public async Task ForeignPage_IsRefused_AlsoForHealthAndWithTheToken(string host, string? origin, string? site, string message)
    {
        foreach (var path in (string[])["/v1.0/shutdown", "/v1.0/healthz"])
        {
            var exchange = new Exchange("POST", path, null, ("Host", host), ("dapr-api-token", "secret"));
            Add(exchange, "Origin", origin);
            Add(exchange, "Sec-Fetch-Site", site);
            await exchange.ServedByAsync(Guard("secret").HandleAsync);

            Assert.Equal((403, $"{{\"errorCode\":\"ERR_FOREIGN_ORIGIN\",\"message\":\"{message}\"}}"), (exchange.StatusCode, exchange.Text()));
            Assert.DoesNotContain(exchange.Response.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
        }

        Assert.Equal(0, _served);
    }

    [Theory]
    [InlineData("GET", "/v1.0/healthz", true)]
    [InlineData("GET", "/v1.0/healthz/outbound", true)]
    [InlineData("GET", "/v1.0/healthz?appid=x", true)]
    [InlineData("POST", "/v1.0/healthz", false)]
    [InlineData("GET", "/v1.0/invoke/srv/method/x?a=/v1.0/healthz", false)]
    [InlineData("GET", "/v1.0/invoke/srv/method/v1.0/healthz", false)]
    [InlineData("GET", "/v1.0/healthz/../metadata", false)]
    [InlineData("GET", "/v1.0/healthz%2Foutbound", false)]
    [InlineData("GET", "/v1.0/metadata", false)]
    [InlineData("GET", "http://x/v1.0/healthz", false)]
    public async Task WithoutToken_OnlyHealthIsServed(string verb, string target, bool isServed)
    {
        var exchange = await ServeAsync(Guard("secret"), verb, target);

        Assert.Equal(isServed ? 1 : 0, _served);
        if (!isServed)
        {
            Assert.Equal((401, "invalid api token", "text/plain; charset=utf-8"), (exchange.StatusCode, exchange.Text(), exchange.Response.ContentType));
        }
    }

    [Theory]
    [InlineData("secret", 200)]
    [InlineData("Secret", 401)]
    [InlineData("", 401)]
    public async Task Token_MustBeTheOne(string token, int status) =>
        Assert.Equal(status, (await ServeAsync(Guard("secret"), "GET", "/x", ("dapr-api-token", token))).StatusCode);

    [Fact]
    public async Task TwoTokens_AreNone() => Assert.Equal(
        401, (await ServeAsync(Guard("secret"), "GET", "/x", ("dapr-api-token", "bad"), ("dapr-api-token", "secret"))).StatusCode);

    [Fact]
    public async Task AllowedPage_MayReadTheAnswer()
    {
        var exchange = await ServeAsync(Guard(), "GET", "/x", ("Origin", Page));

        Assert.Equal(1, _served);
        Assert.Equal((Page, "Origin"), (exchange.Response.Headers.AccessControlAllowOrigin.ToString(), exchange.Response.Headers.Vary.ToString()));
    }

    [Fact]
    public async Task AllowedPage_MayReadAnErrorToo()
    {
        var exchange = await new Exchange("GET", "/x", null, ("Host", "localhost"), ("Origin", Page)).ServedByAsync(new ApiGuard(
            Browser(), null, context => ErrorBody.WriteAsync(context, new(MeshRuntime.Abstractions.Errors.MeshErrorCode.BadRequest, "no"))).HandleAsync);

        Assert.Equal((400, Page), (exchange.StatusCode, exchange.Response.Headers.AccessControlAllowOrigin.ToString()));
    }

    [Fact]
    public async Task QuestionOfAnAllowedPage_IsAnsweredWithoutToken_AndNotServed()
    {
        var exchange = await ServeAsync(
            Guard("secret"), "OPTIONS", "/x", ("Origin", Page), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "dapr-api-token"));

        Assert.Equal((204, 0), (exchange.StatusCode, _served));
        Assert.Equal("HEAD, GET, POST, PUT, PATCH, DELETE", exchange.Response.Headers.AccessControlAllowMethods);
        Assert.Equal("dapr-api-token", exchange.Response.Headers.AccessControlAllowHeaders);
    }

    [Fact]
    public async Task OptionsThatIsNoSuchQuestion_NeedsTheToken() =>
        Assert.Equal(401, (await ServeAsync(Guard("secret"), "OPTIONS", "/x", ("Origin", Page))).StatusCode);

    private static BrowserGuard Browser() => new([], [Page]);

    private static void Add(Exchange exchange, string name, string? value)
    {
        if (value is not null)
        {
            exchange.Http.Request.Headers[name] = value;
        }
    }

    private ApiGuard Guard(string? token = null) => new(Browser(), token is null ? null : new ApiToken(token), Serve);

    private Task Serve(HttpContext context)
    {
        _served++;
        return Task.CompletedTask;
    }

    private static Task<Exchange> ServeAsync(ApiGuard guard, string verb, string target, params (string, string)[] headers) =>
        new Exchange(verb, target, null, [("Host", "localhost:3500"), .. headers]).ServedByAsync(guard.HandleAsync);
}
