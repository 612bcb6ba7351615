namespace MeshRuntime.IntegrationTests.Lifecycle;

/// <summary>What meshd says and how it ends when it is not started to run.</summary>
public sealed class CommandLineTests : MeshTest
{
    [Fact]
    public async Task Help_ListsTheFlags_AndEndsWithZero()
    {
        var result = await Bed.MeshdAsync("--help");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("--app-id", result.Output, StringComparison.Ordinal);
        Assert.Contains("--dapr-http-port", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("-version")]
    [InlineData("--build-info")]
    public async Task Version_IsPrinted_AndEndsWithZero(string flag)
    {
        var result = await Bed.MeshdAsync(flag);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches(@"\d+\.\d+\.\d+", result.Output);
    }

    [Theory]
    [InlineData("--dapr-htp-port=1", "dapr-http-port")]
    [InlineData("--no-such-thing", "no-such-thing")]
    [InlineData("--dapr-http-port=x", "dapr-http-port")]
    [InlineData("--dapr-http-port=70000", "dapr-http-port")]
    [InlineData("--app-protocol=smtp", "h2c")]
    [InlineData("--max-body-size=4Q", "max-body-size")]
    [InlineData("stray", "stray")]
    public async Task BadFlag_IsNamed_AndEndsWithTwo(string flag, string named)
    {
        var result = await Bed.MeshdAsync("--app-id", "orders", flag);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(named, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("--app-id", "")]
    [InlineData("--app-id", "a.b")]
    [InlineData("--app-id", "a/b")]
    public async Task BadAppId_DoesNotStart(params string[] flags)
    {
        var result = await Bed.MeshdAsync(flags);

        Assert.InRange(result.ExitCode, 1, 2);
        Assert.Contains("app-id", result.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AppOnTheSidecarsOwnPort_DoesNotStart()
    {
        var port = $"{Bed.NextPort()}";

        var result = await Bed.MeshdAsync("--app-id", "orders", "--app-port", port, "--dapr-http-port", port);

        Assert.InRange(result.ExitCode, 1, 2);
        Assert.Contains("app-port", result.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FlagWithoutEffectYet_IsAcceptedAndSaid()
    {
        var client = await Bed.SidecarAsync("client", "-placement-host-address", "localhost:50005");

        Assert.True(client.Log.Contains("placement-host-address"), client.Log.Text);
    }
}
