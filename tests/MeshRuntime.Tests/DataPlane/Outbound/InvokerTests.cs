using System.Net;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.DataPlane.App;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Outbound;
using MeshRuntime.DataPlane.Outbound.Layers;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Outbound;

public sealed class InvokerTests : IDisposable
{
    private static readonly WorkloadIdentity Self = new("public", "default", "orders");

    private readonly MemoryApp _app = new();
    private readonly AppChannel _channel;
    private readonly ServiceTable _services = new((name, wanted) => new Service(name, new MemoryStream(), wanted, service => new NamedLayer(service.Name)));

    public InvokerTests() =>
        _channel = new AppChannel(new AppTarget(AppProtocol.Http, "127.0.0.1", 5001, null, 4096), Self, null, (_, cancellation) => _app.ConnectAsync(cancellation));

    public void Dispose()
    {
        _services.Dispose();
        _channel.Dispose();
    }

    [Fact]
    public async Task OwnApp_IsCalledWithoutTheNetwork()
    {
        var result = await new Invoker(Self, new SnapshotCell(), _services, _channel).InvokeAsync(ACall.With("GET", "/x", caller: Self));

        Assert.Equal(HttpStatusCode.OK, result.Response?.StatusCode);
        var request = Assert.Single(_app.Requests);
        Assert.Equal(["orders"], MemoryApp.HeadersOf(request, "dapr-caller-app-id"));
        Assert.Empty(MemoryApp.HeadersOf(request, "X-Forwarded-For"));
    }

    [Fact]
    public async Task OwnAppWithoutPort_IsAnErrorThatSaysSo()
    {
        var result = await new Invoker(Self, new SnapshotCell(), _services, app: null).InvokeAsync(ACall.With());

        Assert.Equal(
            "cannot invoke local endpoint: app channel not initialized: the sidecar was started without --app-port", result.Error?.Message);
    }

    [Theory]
    [InlineData("billing", "default")]
    [InlineData("orders", "prod")]
    [InlineData("Orders", "default")]
    public async Task AnyOtherName_GoesToItsService(string appId, string @namespace)
    {
        var call = new MeshCall
        {
            Target = appId,
            Service = new ServiceName(appId, @namespace),
            Method = HttpMethod.Get,
            Path = default,
            Query = "",
            Headers = new Microsoft.AspNetCore.Http.HeaderDictionary(),
        };

        var result = await new Invoker(Self, new SnapshotCell(), _services, _channel).InvokeAsync(call);

        Assert.Equal($"{appId}.{@namespace}", result.Response?.ReasonPhrase);
        Assert.Empty(_app.Requests);
    }

    private sealed class NamedLayer(ServiceName name) : CallLayer
    {
        public override ValueTask<CallResult> InvokeAsync(MeshCall call) =>
            new(CallResult.Answered(new HttpResponseMessage { ReasonPhrase = name.ToString() }));
    }
}
