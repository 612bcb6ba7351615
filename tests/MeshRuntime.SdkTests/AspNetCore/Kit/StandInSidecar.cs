using System.Net;
using MeshRuntime.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.SdkTests.AspNetCore;

/// <summary>Answers as a sidecar of Dapr's does where ours has no such API yet: health and secrets.</summary>
internal sealed class StandInSidecar : IAsyncDisposable
{
    private readonly WebApplication _host;

    private StandInSidecar(WebApplication host)
    {
        _host = host;
        Options = new MeshClientOptions { HttpEndpoint = new Uri(host.Urls.First()), AppId = "", ApiToken = "" };
    }

    public MeshClientOptions Options { get; }

    public bool IsWell { get; set; } = true;

    /// <summary>Whether the store is out of reach.</summary>
    public bool IsStoreAway { get; set; }

    /// <summary>How often somebody asked for all secrets while the store was away.</summary>
    public int AskedInVain { get; private set; }

    /// <summary>The secrets of the only store, <c>vault</c>. A set replaces them as a whole.</summary>
    public Dictionary<string, Dictionary<string, string>> Secrets { get; set; } = [];

    public static async Task<StandInSidecar> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        var host = builder.Build();
        StandInSidecar? sidecar = null;
        host.MapGet("/v1.0/healthz/outbound", () => sidecar!.IsWell ? Results.NoContent() : Results.StatusCode(500));
        host.MapGet("/v1.0/secrets/vault/bulk", () =>
        {
            if (!sidecar!.IsStoreAway)
            {
                return Results.Json(sidecar.Secrets);
            }

            sidecar.AskedInVain++;
            return Refuse(500, "ERR_SECRET_GET", "failed getting secrets from secret store vault: no connection");
        });
        host.MapGet("/v1.0/secrets/vault/{name}", (string name) => sidecar!.Secrets.TryGetValue(name, out var secret)
            ? Results.Json(secret)
            : Refuse(500, "ERR_SECRET_GET", $"failed getting secret with key {name} from secret store vault: not found"));
        host.MapGet("/v1.0/secrets/{store}/{name}", (string store) => Refuse(401, "ERR_SECRET_STORE_NOT_FOUND", $"failed finding secret store with key {store}"));
        await host.StartAsync();
        return sidecar = new StandInSidecar(host);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static IResult Refuse(int status, string code, string message) => Results.Json(new { errorCode = code, message }, statusCode: status);
}
