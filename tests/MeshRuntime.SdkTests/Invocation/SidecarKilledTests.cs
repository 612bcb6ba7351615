using MeshRuntime.Client;

namespace MeshRuntime.SdkTests.Invocation;

public sealed class SidecarKilledTests : MeshTest
{
    [Fact]
    public async Task SidecarThatDies_EndsTheCall_AndItsSuccessorTakesTheNext()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var orders = await Bed.AppAsync("orders", async context =>
        {
            if (asked.TrySetResult())
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { });
            }
        });
        var port = orders.Sidecar.HttpPort;
        using var mesh = new MeshClient(StubSidecar.OptionsFor(port));
        var get = new MeshRequest { Method = HttpMethod.Get, Path = "/" };
        var call = mesh.App("orders").InvokeAsync(get, TestContext.Current.CancellationToken);
        await Wait.ForAsync(asked.Task, "the app is asked");

        await orders.Sidecar.KillAsync();

        var e = await Assert.ThrowsAsync<MeshException>(() => call);
        Assert.Equal((null, "orders"), (e.Status, e.Target));
        await Assert.ThrowsAsync<MeshException>(() => mesh.App("orders").InvokeAsync(get, TestContext.Current.CancellationToken));

        await Bed.SidecarAsync(orders.Sidecar.Setup);
        await mesh.App("orders").InvokeAsync(get, TestContext.Current.CancellationToken);
    }
}
