using System.Diagnostics;

namespace MeshRuntime.IntegrationTests.Discovery;

/// <summary>Instances that died or left.</summary>
public sealed class DeadInstanceTests : MeshTest
{
    [Fact]
    public async Task KilledInstance_IsForgottenInSeconds()
    {
        var orders = await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client");
        await client.Http.GetStringAsync("/v1.0/invoke/orders/method/x");
        await orders.Sidecar.KillAsync();
        var clock = Stopwatch.StartNew();

        // A caller that starts now knows only the registry: while the dead entry counts, it tries the address; then it knows of no such app.
        var unknown = await MessageOfAsync(await Bed.SidecarAsync("stranger"), "nobody");
        await Wait.UntilAsync(
            async () =>
            {
                var late = await Bed.SidecarAsync("late");
                var message = await MessageOfAsync(late, "orders");
                await late.KillAsync();
                return message.Replace("orders", "nobody", StringComparison.Ordinal) == unknown;
            },
            "the entry of the killed instance is gone");

        TestContext.Current.TestOutputHelper?.WriteLine($"gone after {clock.Elapsed.TotalSeconds:0.0} s");
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 20);
    }

    [Fact]
    public async Task KilledInstance_IsPassedOver_FromTheFirstCallOn()
    {
        var one = await Bed.AppAsync("orders");
        var two = await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client");
        await Wait.UntilAsync(
            async () =>
            {
                await client.Http.GetStringAsync("/v1.0/invoke/orders/method/x");
                return !one.App.Requests.IsEmpty && !two.App.Requests.IsEmpty;
            },
            "both instances are called");

        await one.Sidecar.KillAsync();

        for (var i = 0; i < 50; i++)
        {
            Assert.Equal("hello from orders", await client.Http.GetStringAsync("/v1.0/invoke/orders/method/x"));
        }
    }

    [Fact]
    public async Task InstanceThatReturnsOnAnotherPort_IsFound()
    {
        var orders = await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client");
        await client.Http.GetStringAsync("/v1.0/invoke/orders/method/x");
        await orders.Sidecar.KillAsync();

        var again = await Bed.SidecarAsync(new SidecarSetup("orders") { AppPort = orders.App.Port });

        Assert.NotEqual(orders.Sidecar.PeerPort, again.PeerPort);
        await Wait.UntilAsync(
            async () => (await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/invoke/orders/method/x"))!.Status == 200,
            "the instance is found at its new port");
    }

    [Fact]
    public async Task InstanceThatLeaves_IsForgottenAtOnce()
    {
        var orders = await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client");
        await client.Http.GetStringAsync("/v1.0/invoke/orders/method/x");

        orders.Sidecar.Signal(Signals.Terminate);
        Assert.Equal(0, await orders.Sidecar.WaitForExitAsync());

        var unknown = await MessageOfAsync(client, "nobody");
        Assert.Equal(unknown, (await MessageOfAsync(await Bed.SidecarAsync("late"), "orders")).Replace("orders", "nobody", StringComparison.Ordinal));
    }

    // The kernel gives a dead sidecar's port to somebody else: its certificate, not its address, says who it is.
    [Fact]
    public async Task PortTakenOverByAnotherApp_DoesNotGetTheCalls()
    {
        var orders = await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client");
        await client.Http.GetStringAsync("/v1.0/invoke/orders/method/x");
        await orders.Sidecar.KillAsync();

        var other = await Bed.AppAsync(new SidecarSetup("other") { InternalPort = orders.Sidecar.PeerPort });

        var answer = await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/invoke/orders/method/x");
        ErrorAssert.IsInvokeError(answer, 500, "orders", "");
        Assert.Empty(other.App.Requests);
    }

    private static async Task<string> MessageOfAsync(SidecarHandle caller, string appId) =>
        (await RawClient.RequestAsync(caller.HttpPort, "GET", $"/v1.0/invoke/{appId}/method/x"))!.Message;
}
