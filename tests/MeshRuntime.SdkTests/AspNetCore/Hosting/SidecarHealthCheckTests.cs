using MeshRuntime.AspNetCore;
using MeshRuntime.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.SdkTests.AspNetCore.Hosting;

/// <summary>What an app's health says of its sidecar.</summary>
public sealed class SidecarHealthCheckTests
{
    [Fact]
    public async Task Report_FollowsTheSidecar()
    {
        await using var sidecar = await StandInSidecar.StartAsync();
        await using var services = Services(sidecar, checks => checks.AddMeshSidecar());
        var health = services.GetRequiredService<HealthCheckService>();

        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(Token)).Entries["mesh-sidecar"].Status);

        sidecar.IsWell = false;
        var ill = (await health.CheckHealthAsync(Token)).Entries["mesh-sidecar"];
        Assert.Equal(HealthStatus.Unhealthy, ill.Status);
        Assert.Contains("DAPR_HTTP_PORT", ill.Description!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SidecarThatIsGone_IsAsTheAppSays()
    {
        var sidecar = await StandInSidecar.StartAsync();
        await sidecar.DisposeAsync();
        await using var services = Services(sidecar, checks => checks.AddMeshSidecar("gone", HealthStatus.Degraded, ["ready"]));

        var report = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Tags.Contains("ready"), Token);

        Assert.Equal(HealthStatus.Degraded, report.Entries["gone"].Status);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ServiceProvider Services(StandInSidecar sidecar, Action<IHealthChecksBuilder> add)
    {
        var services = new ServiceCollection().AddLogging(log => log.ClearProviders());
        services.AddMeshClient(options => options.HttpEndpoint = sidecar.Options.HttpEndpoint);
        add(services.AddHealthChecks());
        return services.BuildServiceProvider();
    }
}
