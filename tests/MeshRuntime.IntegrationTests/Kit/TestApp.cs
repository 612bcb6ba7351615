using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>An app in the test's own process: keeps what it receives, byte for byte, and answers as the test says.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly WebApplication _host;
    private readonly WireTap _tap = new();

    private TestApp(string name, AppProtocol protocol, int port, RequestDelegate? answer)
    {
        Name = name;
        Protocol = protocol;
        Port = port;
        Answer = answer ?? AnswerPlainlyAsync;
        _host = Build();
    }

    public string Name { get; }

    public AppProtocol Protocol { get; }

    public int Port { get; }

    /// <summary>How requests are answered; the default reads the body and answers 200 with the app's name.</summary>
    public RequestDelegate Answer { get; set; }

    /// <summary>The requests so far, in the order in which they came.</summary>
    public ConcurrentQueue<ReceivedRequest> Requests { get; } = new();

    /// <summary>Every byte received so far, one char a byte (HTTP/1.1: readable as text).</summary>
    public string Wire => _tap.Text;

    /// <summary>The only request that came.</summary>
    public ReceivedRequest Only => Assert.Single(Requests);

    public static async Task<TestApp> StartAsync(
        string name, int port, AppProtocol protocol = AppProtocol.Http, RequestDelegate? answer = null)
    {
        var app = new TestApp(name, protocol, port, answer);
        await app._host.StartAsync();
        return app;
    }

    /// <summary>The record of the request that is being answered.</summary>
    public static ReceivedRequest RequestOf(HttpContext context) => (ReceivedRequest)context.Items[nameof(ReceivedRequest)]!;

    /// <summary>Forgets what came so far.</summary>
    public void Forget()
    {
        Requests.Clear();
        _tap.Clear();
    }

    /// <summary>Reads the whole body into the record.</summary>
    public static async Task ReadBodyAsync(HttpContext context) =>
        RequestOf(context).Keep(await BodyDigest.ReadAsync(context.Request.Body, context.RequestAborted));

    /// <summary>Cuts connections and frees the port, as an app that crashed.</summary>
    public async ValueTask DisposeAsync()
    {
        // A handler that is stuck, because its test failed, must not hold up the others.
        await Task.WhenAny(StopAsync(), Task.Delay(TimeSpan.FromSeconds(5)));
    }

    private async Task StopAsync()
    {
        try
        {
            await _host.StopAsync(new CancellationToken(canceled: true));
        }
        catch (OperationCanceledException)
        {
            // Requests that were still in flight have been cut.
        }

        await _host.DisposeAsync();
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(ConfigureServer);
        var host = builder.Build();
        host.Run(async context =>
        {
            var request = new ReceivedRequest(context);
            context.Items[nameof(ReceivedRequest)] = request;
            Requests.Enqueue(request);
            await Answer(context);
        });
        return host;
    }

    private void ConfigureServer(KestrelServerOptions server)
    {
        server.AddServerHeader = false;
        server.Limits.MaxRequestBodySize = null;
        server.Limits.MinRequestBodyDataRate = null;
        server.Limits.MinResponseDataRate = null;
        server.Limits.MaxRequestHeaderCount = 10_000;
        server.Limits.MaxRequestHeadersTotalSize = 4 * 1024 * 1024;
        server.Limits.MaxRequestLineSize = 1024 * 1024;
        server.Limits.MaxRequestBufferSize = 4 * 1024 * 1024;
        server.Listen(IPAddress.Loopback, Port, listen =>
        {
            listen.Protocols = Protocol == AppProtocol.H2c ? HttpProtocols.Http2 : HttpProtocols.Http1;
            if (Protocol == AppProtocol.Https)
            {
                listen.UseHttps(TestCertificates.SelfSigned("localhost"));
            }

            listen.Use(next => async connection =>
            {
                connection.Transport = new TappedPipe(connection.Transport, _tap);
                await next(connection);
            });
        });
    }

    private async Task AnswerPlainlyAsync(HttpContext context)
    {
        await ReadBodyAsync(context);
        await context.Response.WriteAsync($"hello from {Name}");
    }
}
