using MeshRuntime.Cli.Settings;
using Xunit;

namespace MeshRuntime.Tests.Cli.Settings;

public sealed class RunSettingsTests
{
    [Theory]
    [InlineData("app-id", "-a")]
    [InlineData("app-port", "-p")]
    [InlineData("app-protocol", "-P")]
    [InlineData("app-channel-address", null)]
    [InlineData("app-max-concurrency", null)]
    [InlineData("app-ssl", null)]
    [InlineData("config", "-c")]
    [InlineData("components-path", "-d")]
    [InlineData("resources-path", null)]
    [InlineData("dapr-http-port", "-H")]
    [InlineData("dapr-grpc-port", "-G")]
    [InlineData("dapr-internal-grpc-port", "-I")]
    [InlineData("dapr-listen-addresses", null)]
    [InlineData("metrics-port", "-M")]
    [InlineData("enable-profiling", null)]
    [InlineData("profile-port", null)]
    [InlineData("unix-domain-socket", "-u")]
    [InlineData("max-body-size", null)]
    [InlineData("read-buffer-size", null)]
    [InlineData("enable-app-health-check", null)]
    [InlineData("app-health-check-path", null)]
    [InlineData("app-health-probe-interval", null)]
    [InlineData("app-health-probe-timeout", null)]
    [InlineData("app-health-threshold", null)]
    [InlineData("enable-api-logging", null)]
    [InlineData("log-level", null)]
    [InlineData("log-as-json", null)]
    [InlineData("runtime-path", null)]
    [InlineData("placement-host-address", null)]
    [InlineData("scheduler-host-address", null)]
    public void FlagOfDaprRun_HasItsNameAndAlias(string flag, string? alias) =>
        Assert.Equal(alias, Assert.Single(RunSettings.All, setting => setting.Flag == flag).Alias);

    [Fact]
    public void KeysForOneApp_AreThoseOfDaprAndTwoOfOurs() => Assert.Equal(
        [
            "appChannelAddress", "appDirPath", "appID", "appPort", "daprGRPCPort", "daprHTTPPort", "daprInternalGRPCPort",
            "endpointLabels", "endpointWeight", "metricsPort", "profilePort", "unixDomainSocket",
        ],
        Keys(shared: false));

    [Fact]
    public void KeysThatCommonMayHold_AreThoseOfDapr() => Assert.Equal(
        [
            "apiListenAddresses", "appHealthCheckPath", "appHealthProbeInterval", "appHealthProbeTimeout", "appHealthThreshold",
            "appLogDestination", "appMaxConcurrency", "appProtocol", "appSSL", "configFilePath", "daprdLogDestination", "enableApiLogging",
            "enableAppHealthCheck", "enableProfiling", "logLevel", "maxBodySize", "placementHostAddress", "readBufferSize",
            "resourcesPath", "resourcesPaths", "runtimePath", "schedulerHostAddress",
        ],
        Keys(shared: true));

    [Fact]
    public void EveryFlagKeyAndAlias_StandsOnce()
    {
        var names = RunSettings.All.SelectMany(setting => new[] { setting.Flag, setting.Key + ":", setting.Alias })
            .Where(name => name is not (null or ":"))
            .ToList();

        Assert.Equal(names.Count, names.Distinct().Count());
    }

    private static IEnumerable<string?> Keys(bool shared) => RunSettings.All
        .Where(setting => setting.Key is not null && setting.IsShared == shared)
        .Select(setting => setting.Key)
        .Order(StringComparer.Ordinal);
}
