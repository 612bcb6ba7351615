using System.Collections.Concurrent;
using MeshRuntime.AspNetCore;
using MeshRuntime.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.SdkTests.Services;

/// <summary>A real server that answers a service where a sidecar would: what the generated client sends, the generated endpoints read.</summary>
internal sealed class Loopback<T> : IAsyncDisposable
    where T : class, IMeshService<T>
{
    private readonly WebApplication _server;
    private readonly MeshClient _client;

    private Loopback(WebApplication server, ConcurrentQueue<string> requests)
    {
        _server = server;
        Requests = requests;
        _client = new MeshClient(new MeshClientOptions { HttpEndpoint = new Uri(server.Urls.Single()), ApiToken = "" });
        Client = _client.Service<T>();
    }

    /// <summary>The generated client.</summary>
    public T Client { get; }

    /// <summary>Each request as it came: verb, path and query after <c>/method</c>, body.</summary>
    public ConcurrentQueue<string> Requests { get; }

    public HttpClient Raw { get; } = new();

    public Uri Address(string path) => new($"{_server.Urls.Single()}/v1.0/invoke/{T.AppId}/method{path}");

    public static async Task<Loopback<T>> StartAsync(T service)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.AddMesh();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        var requests = new ConcurrentQueue<string>();
        server.Use(async (HttpContext context, RequestDelegate next) =>
        {
            requests.Enqueue(await DescribeAsync(context));
            await next(context);
        });
        server.MapGroup($"/v1.0/invoke/{T.AppId}/method").MapMeshService(service);
        await server.StartAsync();
        return new Loopback<T>(server, requests);
    }

    public async ValueTask DisposeAsync()
    {
        Raw.Dispose();
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }

    private static async Task<string> DescribeAsync(HttpContext context)
    {
        context.Request.EnableBuffering();
        var body = await new StreamReader(context.Request.Body, leaveOpen: true).ReadToEndAsync();
        context.Request.Body.Position = 0;
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return $"{context.Request.Method} {target[$"/v1.0/invoke/{T.AppId}/method".Length..]} {body}".TrimEnd();
    }
}
