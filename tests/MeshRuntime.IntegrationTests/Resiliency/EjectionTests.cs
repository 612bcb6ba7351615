using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.IntegrationTests.Resiliency;

/// <summary>Instances that fail are passed over, and come back when they are well. Nobody configured anything.</summary>
public sealed class EjectionTests : MeshTest
{
    private const string Path = "/v1.0/invoke/orders/method/x";

    [Fact]
    public async Task OneOfThreeAnswers500_IsEjected_AndReturnsWhenItIsWell()
    {
        var isWell = false;
        var ill = await Bed.AppAsync("orders", async context =>
        {
            context.Response.StatusCode = Volatile.Read(ref isWell) ? 200 : 500;
            await TestApp.ReadBodyAsync(context);
        });
        var others = new[] { await Bed.AppAsync("orders"), await Bed.AppAsync("orders") };
        var client = await Bed.SidecarAsync("client");
        await UntilKnownAsync(client, others);

        var clock = Stopwatch.StartNew();
        var failed = 0;
        for (var i = 0; i < 200; i++)
        {
            using var answer = await client.Http.GetAsync(Path);
            failed += answer.IsSuccessStatusCode ? 0 : 1;
        }

        // Five in a row, and one probe each time an ejection of 1, 2, 4 … s is over.
        TestContext.Current.TestOutputHelper?.WriteLine($"{failed} of 200 failed in {clock.Elapsed.TotalSeconds:0.0} s, {ill.App.Requests.Count} went to the ill one");
        Assert.InRange(ill.App.Requests.Count, 5, 5 + (int)Math.Log2(clock.Elapsed.TotalSeconds + 2) + 2);
        Assert.True(client.Log.Contains("is ejected for 1 s after 5 failures in a row, the last: HTTP status 500 (1 of 3 are ejected)"));
        Assert.Contains("mesh_endpoint_ejections_total{", await MetricsAsync(client), StringComparison.Ordinal);

        Volatile.Write(ref isWell, true);
        var before = ill.App.Requests.Count;
        await Wait.UntilAsync(
            async () =>
            {
                using var answer = await client.Http.GetAsync(Path);
                return ill.App.Requests.Count > before + 20;
            },
            "the instance has its share again");
        Assert.True(client.Log.Contains("is well again and gets calls"));
    }

    [Fact]
    public async Task AllOfTwoAnswer500_OneStays()
    {
        var two = new[] { await FailingAsync(), await FailingAsync() };
        var client = await Bed.SidecarAsync("client");
        await UntilKnownAsync(client, two);

        for (var i = 0; i < 50; i++)
        {
            using var answer = await client.Http.GetAsync(Path);
            Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
            Assert.Equal("ill", await answer.Content.ReadAsStringAsync());
        }

        Assert.True(client.Log.Contains("(1 of 2 are ejected)"));
        Assert.False(client.Log.Contains("(2 of 2 are ejected)"));
    }

    // Nothing was sent, so no policy is needed and a POST is as good as a GET; and it costs no pause.
    [Fact]
    public async Task InstanceThatIsGone_CostsItsCallersNothing()
    {
        var two = new[] { await Bed.AppAsync("orders"), await Bed.AppAsync("orders") };
        var client = await Bed.SidecarAsync("client");
        await UntilKnownAsync(client, two);
        await two[0].Sidecar.KillAsync();

        var clock = Stopwatch.StartNew();
        for (var i = 0; i < 50; i++)
        {
            using var answer = await client.Http.PostAsync(Path, new StringContent("one order"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);
        Assert.False(client.Log.Contains("trying again")); // by a policy
    }

    private Task<Workload> FailingAsync() => Bed.AppAsync("orders", context =>
    {
        context.Response.StatusCode = 500;
        return context.Response.WriteAsync("ill");
    });

    private static async Task<string> MetricsAsync(SidecarHandle sidecar)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync($"http://127.0.0.1:{sidecar.MetricsPort}/");
    }

    private static Task UntilKnownAsync(SidecarHandle client, Workload[] instances) => Wait.UntilAsync(
        async () =>
        {
            using var answer = await client.Http.GetAsync(Path);
            return instances.All(instance => !instance.App.Requests.IsEmpty);
        },
        "every instance is known");
}
