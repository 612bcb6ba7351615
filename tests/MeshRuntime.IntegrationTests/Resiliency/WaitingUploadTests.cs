using System.Net;

namespace MeshRuntime.IntegrationTests.Resiliency;

/// <summary>Uploads that wait for their turn at the app share a connection between sidecars with the one that is being served.</summary>
public sealed class WaitingUploadTests : MeshTest
{
    private const int Uploads = 12;
    private const int BodyBytes = 512 * 1024;

    [Fact]
    public async Task UploadsBeyondTheAppsLimit_AllComeThrough()
    {
        await Bed.AppAsync("orders", TestApp.ReadBodyAsync, "--app-max-concurrency", "1");
        var client = await Bed.SidecarAsync(new SidecarSetup("client"));

        var calls = Enumerable.Range(0, Uploads).Select(_ => client.Http.PostAsync("/v1.0/invoke/orders/method/x", new ByteArrayContent(new byte[BodyBytes]))).ToArray();
        await Wait.ForAsync(Task.WhenAll(calls), "every upload has its answer", TimeSpan.FromSeconds(20));

        foreach (var call in calls)
        {
            using var answer = await call;
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }
}
