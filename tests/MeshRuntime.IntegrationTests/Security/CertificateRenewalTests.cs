using Microsoft.AspNetCore.Http;

namespace MeshRuntime.IntegrationTests.Security;

/// <summary>Certificates are renewed while calls go on, and no call notices (K03).</summary>
public sealed class CertificateRenewalTests : MeshTest
{
    // The shortest life there is; a new leaf is due after half of it.
    private const string TwentySeconds =
        """
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: identity
        spec:
          type: mtls.local
          version: v1
          metadata:
          - name: workloadCertTTL
            value: 20s
          - name: allowedClockSkew
            value: 0s
        """;

    [Fact]
    public async Task RenewalUnderLoad_FailsNoCall_AndCutsNoStream()
    {
        var resources = Path.GetDirectoryName(Bed.Write("resources/mtls.yaml", TwentySeconds))!;
        var counting = new CountingApp();
        var end = new TaskCompletionSource();
        var orders = await Bed.AppAsync(
            "orders",
            async context =>
            {
                if (context.Request.Path != "/stream")
                {
                    await counting.AnswerAsync(context);
                    return;
                }

                await context.Response.WriteAsync("begun");
                await context.Response.Body.FlushAsync();
                await end.Task;
                await context.Response.WriteAsync(" and ended");
            },
            "--resources-path", resources);
        var client = await Bed.SidecarAsync("client", "--resources-path", resources);
        using var stream = await client.Http.GetAsync("/v1.0/invoke/orders/method/stream", HttpCompletionOption.ResponseHeadersRead);
        var first = await ThumbprintsAsync(orders.Sidecar, client);
        await using var load = CallLoad.Start(client, "orders", workers: 1);

        await Wait.UntilAsync(
            async () => (await ThumbprintsAsync(orders.Sidecar, client)).Zip(first).All(pair => pair.First != pair.Second),
            "both sidecars show a new certificate",
            TimeSpan.FromSeconds(90));
        await load.ProgressAsync(100);
        await load.StopAsync();
        end.SetResult();

        Assert.Empty(load.Failures);
        Assert.Equal("begun and ended", await stream.Content.ReadAsStringAsync());
        Assert.All(counting.Executions, execution => Assert.Equal(1, execution.Value));

        // A connection made now uses the new certificates on both ends.
        var later = await Bed.SidecarAsync("later", "--resources-path", resources);
        Assert.Equal("", await later.Http.GetStringAsync("/v1.0/invoke/orders/method/x"));
    }

    private static async Task<string[]> ThumbprintsAsync(params SidecarHandle[] sidecars)
    {
        var thumbprints = new string[sidecars.Length];
        for (var i = 0; i < sidecars.Length; i++)
        {
            using var certificate = await PeerProbe.CertificateOfAsync(sidecars[i].PeerPort);
            thumbprints[i] = certificate.Thumbprint;
        }

        return thumbprints;
    }
}
