using System.Net;
using MeshRuntime.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.SdkTests.AspNetCore;

/// <summary>An app of the SDK's users in the test's own process, on a port of its own.</summary>
internal sealed class MeshApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly WarningLog _log;

    private MeshApp(WebApplication app, WarningLog log)
    {
        _app = app;
        _log = log;
        Port = new Uri(app.Urls.First()).Port;
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false, ActivityHeadersPropagator = null })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{Port}"),
            Timeout = Wait.Patience,
        };
    }

    public int Port { get; }

    /// <summary>Calls the app itself, past any sidecar.</summary>
    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>What the SDK warned of so far.</summary>
    public IEnumerable<string> Warnings => _log.Messages;

    /// <summary>What the SDK logged as an error so far.</summary>
    public IEnumerable<string> Errors => _log.Errors;

    public static async Task<MeshApp> StartAsync(Action<WebApplication> map, Action<WebApplicationBuilder>? configure = null, string? appToken = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var log = new WarningLog();
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));

        // Nothing of the shell that runs the tests leaks in.
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection([new("APP_API_TOKEN", appToken)]);
        builder.AddMesh();
        configure?.Invoke(builder);
        var app = builder.Build();
        try
        {
            map(app);
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new MeshApp(app, log);
    }

    /// <summary>The sidecar of this app, ready.</summary>
    public Task<SidecarHandle> SidecarAsync(MeshBed bed, SidecarSetup setup) => bed.SidecarAsync(setup with { AppPort = Port });

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await _app.StopAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // Requests that were still in flight have been cut.
        }

        await _app.DisposeAsync();
    }
}
