using MeshRuntime.Client;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.SdkTests;

/// <summary>A listener in the sidecar's place, which answers as the test says, and a client of it. For what a real sidecar cannot be made to answer.</summary>
internal sealed class StubSidecar(TestApp listener, ReservedPorts ports, MeshClient mesh) : IAsyncDisposable
{
    /// <summary>What the client has sent.</summary>
    public TestApp Listener => listener;

    public MeshClient Mesh => mesh;

    public AppClient Orders => mesh.App("orders");

    public static async Task<StubSidecar> StartAsync(RequestDelegate answer, Action<MeshClientOptions>? configure = null)
    {
        var ports = new ReservedPorts();
        var listener = await TestApp.StartAsync("sidecar", ports.Next(), answer: async context =>
        {
            await TestApp.ReadBodyAsync(context);
            await answer(context);
        });
        var options = OptionsFor(listener.Port);
        configure?.Invoke(options);
        return new StubSidecar(listener, ports, new MeshClient(options));
    }

    /// <summary>One that answers everything alike.</summary>
    public static Task<StubSidecar> StartAsync(int status, string body = "", string contentType = "application/json", Action<MeshClientOptions>? configure = null) =>
        StartAsync(context => AnswerAsync(context, status, body, contentType), configure);

    /// <summary>Options that look at no environment.</summary>
    public static MeshClientOptions OptionsFor(int httpPort, int grpcPort = 1) => new()
    {
        HttpEndpoint = new Uri($"http://127.0.0.1:{httpPort}"),
        GrpcEndpoint = new Uri($"http://127.0.0.1:{grpcPort}"),
        ApiToken = "",
        AppId = "",
        Json = new MeshJson(TestJson.Default),
    };

    public static Task AnswerAsync(HttpContext context, int status, string body, string contentType = "application/json")
    {
        context.Response.StatusCode = status;
        if (body.Length == 0)
        {
            return Task.CompletedTask;
        }

        context.Response.ContentType = contentType;
        return context.Response.WriteAsync(body);
    }

    public async ValueTask DisposeAsync()
    {
        mesh.Dispose();
        await listener.DisposeAsync();
        ports.Dispose();
    }
}
