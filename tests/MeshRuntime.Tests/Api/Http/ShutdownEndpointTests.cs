using MeshRuntime.Api.Http;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.Api.Http;

public sealed class ShutdownEndpointTests
{
    [Theory]
    [InlineData(null, false)]
    [InlineData("true", true)]
    [InlineData("TRUE", true)]
    [InlineData("false", false)]
    [InlineData("yes please", false)]
    public async Task Stop_IsAskedForOnce_AndForcedOnlyByItsHeader(string? header, bool force)
    {
        var asked = new List<bool>();
        var exchange = new Exchange("POST", "/v1.0/shutdown", null, header is null ? [] : [("dapr-force-shutdown", header)]);

        await exchange.ServedByAsync(async context =>
        {
            await new ShutdownEndpoint(asked.Add).HandleAsync(context);
            Assert.Empty(asked); // not before the answer is out
        });

        Assert.Equal([force], asked);
        Assert.Equal(204, exchange.StatusCode);
    }
}
