using System.Net;
using System.Net.Sockets;

namespace MeshRuntime.IntegrationTests.Lifecycle;

/// <summary>A port that is taken: the message names the flag, the port and the process that holds it (K10).</summary>
public sealed class PortTakenTests : MeshTest
{
    [Theory]
    [InlineData("--dapr-http-port")]
    [InlineData("--dapr-internal-grpc-port")]
    [InlineData("--metrics-port")]
    public async Task TakenPort_NamesFlagPortAndHolder(string flag)
    {
        var port = Bed.NextPort();
        using var holder = new TcpListener(IPAddress.Loopback, port);
        holder.Start();
        var ports = new Dictionary<string, int>
        {
            ["--dapr-http-port"] = Bed.NextPort(), ["--dapr-internal-grpc-port"] = Bed.NextPort(), ["--metrics-port"] = Bed.NextPort(), [flag] = port,
        };

        var result = await Bed.MeshdAsync(["--app-id", "orders", .. ports.SelectMany(pair => (string[])[pair.Key, $"{pair.Value}"])]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(flag.TrimStart('-'), result.All, StringComparison.Ordinal);
        Assert.Contains($"{port}", result.All, StringComparison.Ordinal);
        Assert.Contains($"{Environment.ProcessId}", result.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecondSidecarOnTheSamePort_NamesTheFirst()
    {
        var first = await Bed.SidecarAsync("orders");

        var second = Bed.Start(new SidecarSetup("orders") { HttpPort = first.HttpPort });

        Assert.Equal(1, await second.WaitForExitAsync());
        Assert.Contains($"{first.Pid}", second.Log.Text, StringComparison.Ordinal);
        Assert.Contains("meshd", second.Log.Text, StringComparison.Ordinal);
        Assert.Equal(204, (await RawClient.RequestAsync(first.HttpPort, "GET", "/v1.0/healthz"))!.Status);
    }
}
