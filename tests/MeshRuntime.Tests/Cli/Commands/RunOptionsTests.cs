using System.CommandLine;
using MeshRuntime.Cli.Commands;
using MeshRuntime.Cli.Settings;
using Xunit;

namespace MeshRuntime.Tests.Cli.Commands;

public sealed class RunOptionsTests
{
    private readonly RunOptions _options = new();

    [Theory]
    [InlineData("--app-port", "5101")]
    [InlineData("--app-port=5101")]
    [InlineData("-p", "5101")]
    public void EachSpelling_IsRead(params string[] words) => Assert.Equal(5101, Read(words).Port(RunSettings.AppPort));

    [Fact]
    public void NegativeNumber_IsAValueAndNoFlag() =>
        Assert.Equal(-1, Read("--app-max-concurrency", "-1").Number(RunSettings.AppMaxConcurrency));

    [Theory]
    [InlineData("true", "--enable-api-logging")]
    [InlineData("true", "--enable-api-logging=true")]
    [InlineData("false", "--enable-api-logging=false")]
    public void Switch_IsReadWithAndWithoutValue(string expected, params string[] words) =>
        Assert.Equal(expected, Read(words).Text(RunSettings.ApiLogging));

    [Fact]
    public void RepeatedAndCommaSeparatedPaths_AreOneList() =>
        Assert.Equal(["a", "b", "c"], Read("--resources-path", "a,b", "--resources-path", "c").List(RunSettings.ResourcesPaths));

    [Fact]
    public void FlagNotGiven_IsAbsent() => Assert.False(Read("--app-id", "x").Has(RunSettings.LogLevel));

    [Fact]
    public void WrongValue_IsAnErrorThatNamesTheFlag() => Assert.Equal(
        "--app-port: 70000 is out of range: allowed is 1 to 65535.",
        Assert.Single(Parse("--app-port", "70000").Errors).Message);

    private SettingValues Read(params string[] words)
    {
        var parsed = Parse(words);
        Assert.Empty(parsed.Errors);
        return _options.Read(parsed);
    }

    private ParseResult Parse(params string[] words)
    {
        var command = new RootCommand();
        foreach (var (_, option) in _options.All)
            command.Add(option);
        return command.Parse(words);
    }
}
