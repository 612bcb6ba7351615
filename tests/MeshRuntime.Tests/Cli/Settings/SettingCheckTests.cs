using MeshRuntime.Cli.Settings;
using Xunit;

namespace MeshRuntime.Tests.Cli.Settings;

public sealed class SettingCheckTests
{
    [Theory]
    [InlineData("app-port", "65535")]
    [InlineData("app-port", "1")]
    [InlineData("app-port", "0")]
    [InlineData("app-port", "-1")]
    [InlineData("app-max-concurrency", "-1")]
    [InlineData("app-health-threshold", "0")]
    [InlineData("app-protocol", "GRPC")]
    [InlineData("log-level", "warn")]
    [InlineData("max-body-size", "4Mi")]
    [InlineData("max-body-size", "-1")]
    [InlineData("max-body-size", "1.5G")]
    [InlineData("max-body-size", "1e6")]
    [InlineData("enable-profiling", "false")]
    [InlineData("app-id", "orders-2")]
    [InlineData("placement-host-address", "")]
    public void GoodValue_HasNoProblem(string flag, string value) => Assert.Null(SettingCheck.Problem(Setting(flag), value));

    [Theory]
    [InlineData("app-port", "65536", "1 to 65535")]
    [InlineData("app-port", "-2", "1 to 65535")]
    [InlineData("app-port", "http", "not a whole number")]
    [InlineData("app-port", "80 ", "not a whole number")]
    [InlineData("app-max-concurrency", "-2", "smallest allowed is -1")]
    [InlineData("app-protocol", "htp", "http, https, h2c, grpc, grpcs")]
    [InlineData("log-level", "loud", "debug, info")]
    [InlineData("max-body-size", "4 MB", "4Mi")]
    [InlineData("max-body-size", "", "4Mi")]
    [InlineData("enable-profiling", "maybe", "true nor false")]
    [InlineData("app-id", "orders.prod", "dot")]
    [InlineData("app-id", "a/b", "slash")]
    public void BadValue_IsNamedWithTheCure(string flag, string value, string cure)
    {
        var problem = SettingCheck.Problem(Setting(flag), value);

        Assert.Contains(cure, problem);
        Assert.Contains(value, problem);
    }

    private static RunSetting Setting(string flag) => RunSettings.All.Single(setting => setting.Flag == flag);
}
