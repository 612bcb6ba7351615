namespace MeshRuntime.IntegrationTests.Security;

/// <summary><c>--enable-mtls=false</c>: works on loopback, nowhere else, and never mixes with mTLS.</summary>
public sealed class PlainPairTests : MeshTest
{
    private const string Off = "--enable-mtls=false";

    [Fact]
    public async Task TwoWithoutMtls_CallEachOther()
    {
        var orders = await Bed.AppAsync("orders", flags: [Off]);
        var client = await Bed.SidecarAsync("client", Off);

        using var answer = await client.Http.PostAsync("/v1.0/invoke/orders/method/x?a=1", new StringContent("body"));

        Assert.Equal("hello from orders", await answer.Content.ReadAsStringAsync());
        Assert.Equal(("/x?a=1", 4), (orders.App.Only.Target, orders.App.Only.BodyLength));
        Assert.False(Directory.Exists(Path.Combine(Bed.DataFolder, "ca")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OneWithAndOneWithout_DoNotTalk(bool callerHasMtls)
    {
        var orders = await Bed.AppAsync("orders", flags: [callerHasMtls ? Off : "--enable-mtls=true"]);
        var client = await Bed.SidecarAsync("client", callerHasMtls ? "--enable-mtls=true" : Off);

        var answer = await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/invoke/orders/method/x", "x-canary: secret");

        ErrorAssert.IsInvokeError(answer, 500, "orders", "");
        Assert.Empty(orders.App.Requests);
    }

    [Fact]
    public async Task WithoutMtls_OnAnOpenAddress_DoesNotStart()
    {
        var result = await Bed.MeshdAsync(
            "--app-id", "orders", Off, "--dapr-internal-grpc-listen-address", "0.0.0.0", "--dapr-http-port", $"{Bed.NextPort()}",
            "--metrics-port", $"{Bed.NextPort()}");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("enable-mtls", result.All, StringComparison.Ordinal);
    }

    // C11: a policy that nobody can be identified for must not become an open door.
    [Fact]
    public async Task AccessPolicyWithoutMtls_RefusesToStart_OrDeniesAll()
    {
        var policy = Bed.Write(
            "policy.yaml",
            """
            apiVersion: dapr.io/v1alpha1
            kind: Configuration
            metadata:
              name: guarded
            spec:
              accessControl:
                defaultAction: deny
                trustDomain: public
                policies:
                - appId: client
                  defaultAction: allow
                  trustDomain: public
                  namespace: default
            """);
        var app = await Bed.BareAppAsync("orders");
        var orders = Bed.Start(new SidecarSetup("orders") { AppPort = app.Port, Flags = [Off, "--config", policy] });
        try
        {
            await orders.WaitUntilReadyAsync();
        }
        catch (InvalidOperationException) when (orders.HasExited)
        {
            Assert.Contains("accessControl", orders.Log.Text, StringComparison.Ordinal);
            return;
        }

        var client = await Bed.SidecarAsync("client", Off);
        Assert.Equal(403, (await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/invoke/orders/method/x"))!.Status);
        Assert.Empty(app.Requests);
    }
}
