using MeshRuntime.Sidecar.Servers;
using MeshRuntime.Tests.Kit;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshRuntime.Tests.Sidecar.Servers;

public sealed class RequestApplicationTests
{
    [Fact]
    public async Task FaultOfOurs_Is500_AndTellsNothingOfItself()
    {
        var exchange = await ServeAsync(new Exchange("GET", "/"), _ => throw new InvalidOperationException("secret"));

        Assert.Equal(
            (500, "{\"errorCode\":\"ERR_INTERNAL\",\"message\":\"internal error; the log has the details\"}"), (exchange.StatusCode, exchange.Text()));
        Assert.False(exchange.IsAborted);
    }

    [Fact]
    public async Task FaultAfterTheAnswerBegan_CutsIt() =>
        Assert.True((await ServeAsync(new Exchange("GET", "/") { HasStarted = true }, _ => throw new InvalidOperationException())).IsAborted);

    [Fact]
    public async Task CallerThatWentAway_IsNoFault()
    {
        var exchange = new Exchange("GET", "/");
        exchange.HangUp();

        await ServeAsync(exchange, _ => throw new OperationCanceledException());

        Assert.Equal((200, ""), (exchange.StatusCode, exchange.Text()));
        Assert.False(exchange.IsAborted);
    }

    [Fact]
    public async Task CancellationThatTheCallerDidNotCause_IsAFault() =>
        Assert.Equal(500, (await ServeAsync(new Exchange("GET", "/"), _ => throw new OperationCanceledException())).StatusCode);

    [Fact]
    public async Task RequestThatTheServerRefuses_IsTheServersToAnswer() => await Assert.ThrowsAsync<BadHttpRequestException>(
        () => ServeAsync(new Exchange("GET", "/"), _ => throw new BadHttpRequestException("too large", 413)));

    [Fact]
    public void ContextOfAConnection_IsUsedAgain_WithNothingOfTheRequestBefore()
    {
        var application = Application(_ => Task.CompletedTask);
        var connection = new ConnectionFeatures();
        var first = application.CreateContext(connection);
        first.Http.Request.Headers["X-Secret"] = "1";
        first.Http.Items["x"] = 1;
        application.DisposeContext(first, null);
        connection.Reset();

        var second = application.CreateContext(connection);

        Assert.Same(first, second);
        Assert.Empty(second.Http.Request.Headers);
        Assert.Empty(second.Http.Items);
    }

    private static RequestApplication Application(RequestDelegate handle) => new(handle, NullLogger.Instance);

    private static async Task<Exchange> ServeAsync(Exchange exchange, RequestDelegate handle)
    {
        await Application(handle).ProcessRequestAsync(new RequestApplication.Context(exchange.Http));
        return exchange;
    }

    /// <summary>As a server's connection: features that it resets between two requests, and a place for the context.</summary>
    private sealed class ConnectionFeatures : FeatureCollection, IHostContextContainer<RequestApplication.Context>
    {
        public ConnectionFeatures() => Reset();

        public RequestApplication.Context? HostContext { get; set; }

        public void Reset()
        {
            Set<IHttpRequestFeature>(new HttpRequestFeature());
            Set<IHttpResponseFeature>(new HttpResponseFeature());
            Set<IItemsFeature>(null);
        }
    }
}
