using System.Text.Json;

namespace MeshRuntime.IntegrationTests.Lifecycle;

/// <summary>The metadata endpoint, which Dapr's tools and SDKs read.</summary>
public sealed class MetadataTests : MeshTest
{
    [Fact]
    public async Task Get_DescribesTheSidecar()
    {
        var orders = await Bed.AppAsync("orders", flags: ["--app-max-concurrency", "7"]);

        var answer = await RawClient.RequestAsync(orders.Sidecar.HttpPort, "GET", "/v1.0/metadata");
        using var metadata = JsonDocument.Parse(answer!.Text);
        var root = metadata.RootElement;

        Assert.Equal("application/json", answer.Header("Content-Type")!.Split(';')[0]);
        Assert.Equal("orders", root.GetProperty("id").GetString());
        Assert.NotEmpty(root.GetProperty("runtimeVersion").GetString()!);
        Assert.Equal(root.GetProperty("runtimeVersion").GetString(), root.GetProperty("extended").GetProperty("daprRuntimeVersion").GetString());
        var app = root.GetProperty("appConnectionProperties");
        Assert.Equal(orders.App.Port, app.GetProperty("port").GetInt32());
        Assert.Equal("http", app.GetProperty("protocol").GetString());
        Assert.Equal("127.0.0.1", app.GetProperty("channelAddress").GetString());
        Assert.Equal(7, app.GetProperty("maxConcurrency").GetInt32());
        Assert.Equal("DISABLED", root.GetProperty("actorRuntime").GetProperty("runtimeStatus").GetString());
    }

    [Theory]
    [InlineData("cliPID", "1234")]
    [InlineData("appCommand", "dotnet run -- --x \"y\" \u00e4")]
    [InlineData("empty", "")]
    [InlineData("page", "<script>alert(1)</script>")]
    public async Task Put_IsReadBack(string key, string value)
    {
        var client = await Bed.SidecarAsync("client");

        using var put = await client.Http.PutAsync($"/v1.0/metadata/{key}", new StringContent(value));
        using var metadata = JsonDocument.Parse(await client.Http.GetStringAsync("/v1.0/metadata"));

        Assert.Equal(204, (int)put.StatusCode);
        Assert.Equal(value, metadata.RootElement.GetProperty("extended").GetProperty(key).GetString());
    }

    [Fact]
    public async Task Put_CannotFillTheMemory()
    {
        var client = await Bed.SidecarAsync("client", "--max-body-size", "64Ki");

        using var put = await client.Http.PutAsync("/v1.0/metadata/big", new StringContent(new string('x', 100_000)));

        Assert.Equal(400, (int)put.StatusCode);
        Assert.Contains("ERR_BODY_READ", await put.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
