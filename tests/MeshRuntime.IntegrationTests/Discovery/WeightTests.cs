using System.Net;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.IntegrationTests.Discovery;

/// <summary>What an operator writes of balancing and limits decides who answers.</summary>
public sealed class WeightTests : MeshTest
{
    private const string Url = "/v1.0/invoke/orders/method/x";

    // More than the first call to the fast one takes, which opens a connection: peakEwma remembers it.
    private const int SlowMilliseconds = 1000;

    [Fact]
    public async Task WeightOfOneToNine_ShowsInWhoAnswers()
    {
        var resources = WritePolicies("loadBalancers: {DefaultLoadBalancerPolicy: {policy: roundRobin}}");
        var light = await Bed.AppAsync("orders", null, "--endpoint-weight", "100", "--endpoint-labels", "zone=a");
        var heavy = await Bed.AppAsync("orders", null, "--endpoint-weight=900");
        var client = await Bed.SidecarAsync("client", "--resources-path", resources);
        await UntilBothAnswerAsync(client, light, heavy);
        var (before, beside) = (light.App.Requests.Count, heavy.App.Requests.Count);

        await CallAsync(client, 100);

        // Stride scheduling is exact: a tenth, and one more or less for where the round stood.
        Assert.InRange(light.App.Requests.Count - before, 9, 11);
        Assert.InRange(heavy.App.Requests.Count - beside, 89, 91);
    }

    [Fact]
    public async Task RoundRobin_TakesStrictTurns()
    {
        var resources = WritePolicies("loadBalancers: {DefaultLoadBalancerPolicy: {policy: roundRobin}}");
        var order = new List<int>();
        Task AnswerAs(HttpContext context, int number)
        {
            lock (order)
            {
                order.Add(number);
            }

            return context.Response.WriteAsync("");
        }

        var one = await Bed.AppAsync("orders", context => AnswerAs(context, 1));
        var two = await Bed.AppAsync("orders", context => AnswerAs(context, 2));
        var client = await Bed.SidecarAsync("client", "--resources-path", resources);
        await UntilBothAnswerAsync(client, one, two);
        order.Clear();

        await CallAsync(client, 50);

        Assert.All(order.Zip(order.Skip(1)), pair => Assert.NotEqual(pair.First, pair.Second));
    }

    [Fact]
    public async Task PeakEwma_PrefersTheFaster()
    {
        var resources = WritePolicies("loadBalancers: {quick: {policy: peakEwma}}", "apps: {orders: {loadBalancer: quick}}");
        var slow = await Bed.AppAsync("orders", context => Task.Delay(SlowMilliseconds, context.RequestAborted));
        var fast = await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client", "--resources-path", resources);
        await UntilBothAnswerAsync(client, slow, fast);
        var before = slow.App.Requests.Count;

        await CallAsync(client, 20);

        // leastRequest would send half of these calls to the slow one: one at a time, nothing is ever in flight.
        Assert.InRange(slow.App.Requests.Count - before, 0, 1);
    }

    [Fact]
    public async Task CallAboveTheLimit_IsRefusedWithRetryAfter_AndThoseBelowAreServed()
    {
        var resources = WritePolicies("limits: {few: {maxInFlight: 2, maxPending: 1}}", "apps: {orders: {limit: few}}");
        var go = new TaskCompletionSource();
        var orders = await Bed.AppAsync("orders", context => go.Task.WaitAsync(context.RequestAborted));
        var client = await Bed.SidecarAsync("client", "--resources-path", resources);
        var calls = new List<Task<HttpResponseMessage>> { client.Http.GetAsync(Url), client.Http.GetAsync(Url) };
        await Wait.UntilAsync(() => orders.App.Requests.Count == 2, "two calls are under way");

        // Of the next two, one waits and one is refused; which, is the order in which they arrive.
        var third = client.Http.GetAsync(Url);
        var fourth = client.Http.GetAsync(Url);
        var refused = await Task.WhenAny(third, fourth);
        calls.Add(refused == third ? fourth : third);

        using var answer = await refused;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("1", answer.Headers.GetValues("Retry-After").Single());
        Assert.Contains("ERR_OVERLOADED", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        go.SetResult();
        Assert.All(await Task.WhenAll(calls), served => Assert.Equal(HttpStatusCode.OK, served.StatusCode));
        Assert.Equal(3, orders.App.Requests.Count);
    }

    private string WritePolicies(string policies, string targets = "{}") => Path.GetDirectoryName(Bed.Write(
        "resources/policies.yaml",
        $"""
        apiVersion: dapr.io/v1alpha1
        kind: Resiliency
        metadata:
          name: policies
        spec:
          policies:
            {policies}
          targets:
            {targets}
        """))!;

    private static async Task CallAsync(SidecarHandle client, int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            using var answer = await client.Http.GetAsync(Url);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    private static Task UntilBothAnswerAsync(SidecarHandle client, params Workload[] instances) => Wait.UntilAsync(
        async () =>
        {
            await CallAsync(client, 1);
            return instances.All(instance => !instance.App.Requests.IsEmpty);
        },
        "both are called");
}
