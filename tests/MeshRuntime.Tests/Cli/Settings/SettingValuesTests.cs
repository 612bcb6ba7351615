using MeshRuntime.Cli.Settings;
using Xunit;

namespace MeshRuntime.Tests.Cli.Settings;

public sealed class SettingValuesTests
{
    [Fact]
    public void OwnValue_WinsOverTheDefault()
    {
        var own = SettingValues.None.With(RunSettings.LogLevel, "debug");
        var shared = SettingValues.None.With(RunSettings.LogLevel, "info").With(RunSettings.AppProtocol, "h2c");

        var both = own.Over(shared);

        Assert.Equal(("debug", "h2c"), (both.Text(RunSettings.LogLevel), both.Text(RunSettings.AppProtocol)));
    }

    [Fact]
    public void SwitchTurnedOff_StaysOffOverADefaultThatIsOn()
    {
        var own = SettingValues.None.With(RunSettings.ApiLogging, "false");

        Assert.False(own.Over(SettingValues.None.With(RunSettings.ApiLogging, "true")).IsOn(RunSettings.ApiLogging));
    }

    [Theory]
    [InlineData(-1, null)]
    [InlineData(0, null)]
    [InlineData(1, 1)]
    public void PortOfZeroOrLess_CountsAsNotGiven(int given, int? expected) =>
        Assert.Equal(expected, SettingValues.None.With(RunSettings.HttpPort, given).Port(RunSettings.HttpPort));

    [Fact]
    public void Change_LeavesTheOriginalAsItWas()
    {
        _ = SettingValues.None.With(RunSettings.AppId, "orders");

        Assert.False(SettingValues.None.Has(RunSettings.AppId));
    }

    [Fact]
    public void EmptyText_ReadsAsAbsentButIsKnownToBeGiven()
    {
        var values = SettingValues.None.With(RunSettings.PlacementAddress, "");

        Assert.Null(values.Text(RunSettings.PlacementAddress));
        Assert.True(values.Has(RunSettings.PlacementAddress));
    }
}
