using System.Net;
using System.Text;

namespace MeshRuntime.IntegrationTests.Invoke;

/// <summary>The ways to name a target, and what its app gets.</summary>
public sealed class InvokeByNameTests : MeshTest
{
    [Fact]
    public async Task PathForm_ReachesTheAppWithVerbPathQueryAndBody()
    {
        var orders = await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client");

        using var answer = await client.Http.PutAsync("/v1.0/invoke/orders/method/new/item?a=1&b=%2F+x", new StringContent("{\"n\":1}"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("hello from orders", await answer.Content.ReadAsStringAsync());
        Assert.Equal("PUT", orders.App.Only.Method);
        Assert.Equal("/new/item?a=1&b=%2F+x", orders.App.Only.Target);
        Assert.Equal("{\"n\":1}", Encoding.UTF8.GetString(orders.App.Only.Body));
    }

    [Fact]
    public async Task PathForm_EndingInSlash_CallsTheAppsRoot()
    {
        var orders = await Bed.AppAsync("orders");

        var answer = await RawClient.RequestAsync(orders.Sidecar.HttpPort, "GET", "/v1.0/invoke/orders/method/?q=1");

        Assert.Equal(200, answer!.Status);
        Assert.Equal("/?q=1", orders.App.Only.Target);
    }

    [Fact]
    public async Task HeaderForm_SendsTheWholePath_WithoutTheHeader()
    {
        var orders = await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client");

        var answer = await RawClient.RequestAsync(client.HttpPort, "GET", "/list/all?x=1", "dapr-app-id: orders");

        Assert.Equal(200, answer!.Status);
        Assert.Equal("/list/all?x=1", orders.App.Only.Target);
        Assert.Null(orders.App.Only.Header("dapr-app-id"));
    }

    [Fact]
    public async Task HeaderForm_BeatsThePathForm()
    {
        var orders = await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client");

        var answer = await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/invoke/nobody/method/x", "dapr-app-id: orders");

        Assert.Equal(200, answer!.Status);
        Assert.Equal("/v1.0/invoke/nobody/method/x", orders.App.Only.Target);
    }

    [Fact]
    public async Task HeaderForm_DoesNotHideTheSidecarsOwnRoutes()
    {
        var orders = await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client");

        var answer = await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/metadata", "dapr-app-id: orders");

        Assert.Contains("\"id\":\"client\"", answer!.Text.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Empty(orders.App.Requests);
    }

    // B21: the form works, but the credentials-looking header does not travel on.
    [Theory]
    [InlineData("dapr-app-id:orders")]
    [InlineData("Dapr-App-Id:orders")]
    public async Task BasicForm_ReachesTheApp_AndTheAuthorizationDoesNot(string credentials)
    {
        var orders = await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client");
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials));

        var answer = await RawClient.RequestAsync(client.HttpPort, "GET", "/x/y", $"Authorization: Basic {basic}");

        Assert.Equal(200, answer!.Status);
        Assert.Equal("/x/y", orders.App.Only.Target);
        Assert.Null(orders.App.Only.Header("Authorization"));
    }

    [Fact]
    public async Task OtherAuthorization_TravelsOn()
    {
        var orders = await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client");

        await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/invoke/orders/method/x", "Authorization: Bearer of-the-user");

        Assert.Equal("Bearer of-the-user", orders.App.Only.Header("Authorization"));
    }

    [Theory]
    [InlineData("/v1.0/invoke/orders.default/method/x")]
    [InlineData("/v1.0/invoke///orders/method/x")]
    public async Task NamespacedIdAndSlashesBeforeIt_ReachTheApp(string target)
    {
        var orders = await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client");

        var answer = await RawClient.RequestAsync(client.HttpPort, "GET", target);

        Assert.Equal(200, answer!.Status);
        Assert.Equal("/x", orders.App.Only.Target);
    }

    [Fact]
    public async Task SelfInvocation_ReachesTheOwnApp_StampedAsItself()
    {
        var orders = await Bed.AppAsync("orders");

        var answer = await RawClient.RequestAsync(
            orders.Sidecar.HttpPort, "GET", "/v1.0/invoke/orders/method/x", "dapr-caller-app-id: admin", "DAPR-CALLER-APP-ID: admin");

        Assert.Equal(200, answer!.Status);
        Assert.Equal(["orders"], orders.App.Only.All("dapr-caller-app-id"));
        Assert.Equal(["orders"], orders.App.Only.All("dapr-callee-app-id"));
    }

    [Fact]
    public async Task EveryVerb_ArrivesAsItself()
    {
        var orders = await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client");
        string[] verbs = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND", "BREW"];

        foreach (var verb in verbs)
        {
            var answer = await RawClient.RequestAsync(client.HttpPort, verb, "/v1.0/invoke/orders/method/x");
            Assert.True(answer?.Status == 200, $"{verb}: {answer?.StatusLine}");
        }

        Assert.Equal(verbs, orders.App.Requests.Select(request => request.Method));
    }

    [Fact]
    public async Task BothDirections_WorkAtOnce()
    {
        var one = await Bed.AppAsync("one");
        var two = await Bed.AppAsync("two");

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => i % 2 == 0
                ? one.Http.GetStringAsync("/v1.0/invoke/two/method/x")
                : two.Http.GetStringAsync("/v1.0/invoke/one/method/x")));

        Assert.Equal(10, answers.Count(answer => answer == "hello from one"));
        Assert.Equal(10, answers.Count(answer => answer == "hello from two"));
    }
}
