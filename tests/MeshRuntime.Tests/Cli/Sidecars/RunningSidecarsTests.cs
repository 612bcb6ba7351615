using System.Text.Json;
using MeshRuntime.Cli;
using MeshRuntime.Cli.Sidecars;
using Xunit;

namespace MeshRuntime.Tests.Cli.Sidecars;

public sealed class RunningSidecarsTests
{
    [Theory]
    [InlineData(-1, "0s")]
    [InlineData(59, "59s")]
    [InlineData(60, "1m")]
    [InlineData(3599, "59m")]
    [InlineData(3600, "1h")]
    [InlineData(86400, "1d")]
    public void Age_IsShownInItsLargestWholeUnit(int seconds, string expected) =>
        Assert.Equal(expected, RunningSidecars.Age(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Row_IsWrittenUnderDaprsNames()
    {
        var json = JsonSerializer.Serialize([new SidecarRow { AppId = "orders", SidecarProcess = 7 }], CliJson.Default.SidecarRowArray);

        using var row = JsonDocument.Parse(json);
        Assert.Equal(
            [
                "appId", "httpPort", "grpcPort", "appPort", "metricsEnabled", "command", "age", "created", "daprdPid", "cliPid", "appPid",
                "runTemplatePath", "runTemplateName", "appLogPath", "daprdLogPath",
            ],
            row.RootElement[0].EnumerateObject().Select(property => property.Name));
    }
}
