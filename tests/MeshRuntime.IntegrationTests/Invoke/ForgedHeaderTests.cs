namespace MeshRuntime.IntegrationTests.Invoke;

/// <summary>Headers by which a caller would claim to be somebody else.</summary>
public sealed class ForgedHeaderTests : MeshTest
{
    // C01, C03: three spellings and the underscore that some servers read as a dash.
    [Fact]
    public async Task Identity_IsStampedFromTheCertificate_WhateverTheCallerClaims()
    {
        var orders = await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client");

        var answer = await RawClient.RequestAsync(
            client.HttpPort,
            "GET",
            "/v1.0/invoke/orders/method/x",
            "Dapr-Caller-App-Id: admin",
            "dapr-caller-app-id: admin",
            "DAPR-CALLER-APP-ID: admin",
            "dapr_caller_app_id: admin",
            "Dapr-Caller-Namespace: admin",
            "dapr-callee-app-id: admin",
            "dapr_callee_app_id: admin");

        Assert.Equal(200, answer!.Status);
        Assert.Equal(["client"], orders.App.Only.All("dapr-caller-app-id"));
        Assert.Equal(["default"], orders.App.Only.All("dapr-caller-namespace"));
        Assert.Equal(["orders"], orders.App.Only.All("dapr-callee-app-id"));
        Assert.DoesNotContain("admin", orders.App.Wire, StringComparison.OrdinalIgnoreCase);
    }

    // C04
    [Fact]
    public async Task ForwardedHeaders_AreReplaced()
    {
        var orders = await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client");

        await RawClient.RequestAsync(
            client.HttpPort,
            "GET",
            "/v1.0/invoke/orders/method/x",
            "X-Forwarded-For: 6.6.6.6",
            "X-FORWARDED-HOST: forged.example",
            "X-Forwarded-Proto: forged",
            "X-Forwarded-Port: 666",
            "X-Forwarded-Prefix: /forged",
            "X_Forwarded_For: 6.6.6.6",
            "Forwarded: for=6.6.6.6;host=forged.example");

        Assert.DoesNotContain("6.6.6.6", orders.App.Wire, StringComparison.Ordinal);
        Assert.DoesNotContain("forged", orders.App.Wire, StringComparison.Ordinal);
        Assert.DoesNotContain("666", string.Join('\n', orders.App.Only.All("X-Forwarded-Port")), StringComparison.Ordinal);
        Assert.Single(orders.App.Only.All("X-Forwarded-For"));
        Assert.Single(orders.App.Only.All("Forwarded"));
    }

    // C06
    [Theory]
    [InlineData("destination-app-id")]
    [InlineData("x-dapr-remote")]
    [InlineData("grpc-timeout")]
    [InlineData("grpc-trace-bin")]
    [InlineData("x-secret-bin")]
    public async Task ReservedHeader_IsStripped_BothWays(string name)
    {
        var orders = await Bed.AppAsync("orders", context =>
        {
            context.Response.Headers[name] = "forged";
            return Task.CompletedTask;
        });
        var client = await Bed.SidecarAsync("client");

        var answer = await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/invoke/orders/method/x", $"{name}: forged");

        Assert.Equal(200, answer!.Status);
        Assert.DoesNotContain("forged", orders.App.Wire, StringComparison.Ordinal);
        if (name.EndsWith("-bin", StringComparison.Ordinal))
        {
            Assert.Null(answer.Header(name));
        }
    }

    // A callee reports its own failures to the calling sidecar in a private header: an app must not be able to speak in its sidecar's name.
    [Fact]
    public async Task AppsAnswer_IsNeverTakenForItsSidecars()
    {
        var orders = await Bed.AppAsync("orders", async context =>
        {
            foreach (var name in (string[])["mesh-error", "x-mesh-error", "mesh-error-code", "mesh-failure", "dapr-error"])
            {
                context.Response.Headers[name] = "ERR_DIRECT_INVOKE";
            }

            context.Response.StatusCode = 500;
            await context.Response.Body.WriteAsync("the app's own words"u8.ToArray());
        });
        var client = await Bed.SidecarAsync("client");

        var answer = await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/invoke/orders/method/x");

        Assert.Equal((500, "the app's own words"), (answer!.Status, answer.Text));
        Assert.Single(orders.App.Requests);
    }

    // C10: one request, one line, nothing that a terminal obeys.
    [Fact]
    public async Task HostileText_StaysOneEscapedLineInTheLog()
    {
        await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client", "--enable-api-logging");

        await RawClient.RequestAsync(
            client.HttpPort, "GET", "/v1.0/invoke/orders/method/a%1b[31mred%0alevel=error", "User-Agent: evil\u001b[2J" + new string('x', 3000));
        await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/invoke/no%0aline%1bsuch/method/x");
        await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/healthz");

        Assert.DoesNotContain(client.Log.Lines, line => line.Contains('\u001b', StringComparison.Ordinal) || line.Length > 8192);
        Assert.All(client.Log.Lines, line => Assert.True(line.Length == 0 || line.StartsWith("time=", StringComparison.Ordinal), line));
    }
}
