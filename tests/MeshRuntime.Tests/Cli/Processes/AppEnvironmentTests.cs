using MeshRuntime.Cli.Processes;
using MeshRuntime.Cli.RunFile;
using MeshRuntime.Cli.Settings;
using Xunit;

namespace MeshRuntime.Tests.Cli.Processes;

public sealed class AppEnvironmentTests
{
    [Fact]
    public void App_GetsDaprsVariablesAndNoOthers()
    {
        var settings = SettingValues.None
            .With(RunSettings.AppPort, 5101)
            .With(RunSettings.HttpPort, 3501)
            .With(RunSettings.GrpcPort, 50002)
            .With(RunSettings.MetricsPort, 9091)
            .With(RunSettings.InternalPort, 7000);

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["APP_ID"] = "orders", ["APP_CHANNEL_ADDRESS"] = "127.0.0.1", ["APP_PROTOCOL"] = "http", ["APP_PORT"] = "5101",
                ["DAPR_HTTP_PORT"] = "3501", ["DAPR_GRPC_PORT"] = "50002", ["DAPR_METRICS_PORT"] = "9091",
            },
            AppEnvironment.For(Plan(settings)));
    }

    [Fact]
    public void AppWithoutPort_GetsNoAppPort() =>
        Assert.DoesNotContain("APP_PORT", AppEnvironment.For(Plan(SettingValues.None.With(RunSettings.AppPort, "-1"))).Keys);

    [Fact]
    public void OwnVariable_WinsOverDaprs()
    {
        var plan = Plan(SettingValues.None) with { Environment = new Dictionary<string, string> { ["APP_ID"] = "mine", ["X"] = "1" } };

        var variables = AppEnvironment.For(plan);

        Assert.Equal(("mine", "1"), (variables["APP_ID"], variables["X"]));
    }

    [Theory]
    [InlineData("http", "https")]
    [InlineData("GRPC", "grpcs")]
    [InlineData("h2c", "h2c")]
    public void AppSsl_TurnsTheProtocolIntoItsSecureForm(string protocol, string expected)
    {
        var settings = SettingValues.None.With(RunSettings.AppProtocol, protocol).With(RunSettings.AppSsl, "true");

        Assert.Equal(expected, AppEnvironment.For(Plan(settings))["APP_PROTOCOL"]);
    }

    private static AppPlan Plan(SettingValues settings) => new() { AppId = "orders", Settings = settings, Directory = "/" };
}
