namespace MeshRuntime.IntegrationTests.Security;

/// <summary><c>APP_API_TOKEN</c> goes to the own app and nowhere else (B04: the canaries).</summary>
public sealed class AppTokenTests : MeshTest
{
    [Theory]
    [InlineData("client")]
    [InlineData("orders")]
    public async Task OwnApp_GetsTheToken_WhateverTheCallerSent(string caller)
    {
        var orders = await Bed.AppAsync(new SidecarSetup("orders").WithEnvironment("APP_API_TOKEN", "orders-app-canary"));
        var sidecar = caller == "orders" ? orders.Sidecar : await Bed.SidecarAsync(caller);

        await RawClient.RequestAsync(
            sidecar.HttpPort, "GET", "/v1.0/invoke/orders/method/x", "dapr-api-token: forged", "Dapr-Api-Token: forged");

        Assert.Equal(["orders-app-canary"], orders.App.Only.All("dapr-api-token"));
    }

    [Fact]
    public async Task CallersTokens_NeverReachTheCallee_NorAnyAnswerOrLog()
    {
        var orders = await Bed.AppAsync(new SidecarSetup("orders").WithEnvironment("APP_API_TOKEN", "orders-app-canary"));
        var plain = await Bed.AppAsync("plain");
        var client = await Bed.AppAsync(
            new SidecarSetup("client").WithEnvironment("APP_API_TOKEN", "client-app-canary").WithEnvironment("DAPR_API_TOKEN", "client-api-canary"));

        List<string> answers = [];
        foreach (var target in (string[])["orders", "plain", "client", "nobody"])
        {
            var answer = await RawClient.RequestAsync(
                client.Sidecar.HttpPort, "GET", $"/v1.0/invoke/{target}/method/x", "dapr-api-token: client-api-canary");
            answers.Add(string.Join('\n', answer!.Headers) + answer.Text);
        }

        Assert.DoesNotContain("client-", orders.App.Wire, StringComparison.Ordinal);
        Assert.Null(plain.App.Only.Header("dapr-api-token"));
        Assert.DoesNotContain("canary", plain.App.Wire, StringComparison.Ordinal);
        Assert.DoesNotContain("client-api-canary", client.App.Wire, StringComparison.Ordinal);
        Assert.Equal(["client-app-canary"], client.App.Only.All("dapr-api-token"));
        Assert.DoesNotContain("canary", string.Concat(answers) + Bed.Logs(), StringComparison.Ordinal);
    }

    // B07: a secret that failed to mount must not open the door.
    [Theory]
    [InlineData("DAPR_API_TOKEN")]
    [InlineData("APP_API_TOKEN")]
    public async Task EmptyToken_DoesNotStart(string variable)
    {
        var result = await Bed.MeshdAsync(
            new Dictionary<string, string> { [variable] = "" }, "--app-id", "orders", "--dapr-http-port", $"{Bed.NextPort()}");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(variable, result.All, StringComparison.Ordinal);
    }
}
