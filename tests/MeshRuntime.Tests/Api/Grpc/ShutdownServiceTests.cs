using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Runtime;

namespace MeshRuntime.Tests.Api.Grpc;

public sealed class ShutdownServiceTests : IDisposable
{
    private readonly GrpcPort _port = new();

    public void Dispose() => _port.Dispose();

    [Theory]
    [InlineData(null, false)]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("false", false)]
    [InlineData("yes", false)]
    public async Task Stop_BeginsWhenTheAnswerIsOut(string? force, bool isForced)
    {
        var exchange = GrpcPort.Exchange(GrpcPort.Dapr + "Shutdown", force is null ? [] : [("dapr-force-shutdown", force)]);
        await exchange.SendAsync(new ShutdownRequest());
        await exchange.HalfCloseAsync();
        await _port.Endpoint.HandleAsync(exchange.Http);

        Assert.Equal(GrpcCode.Ok, exchange.Code);
        Assert.Empty(_port.Shutdowns);

        await exchange.EndAsync();
        Assert.Equal([isForced], _port.Shutdowns);
    }
}
