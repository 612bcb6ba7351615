using MeshRuntime.Sidecar.Options;
using Xunit;
using static MeshRuntime.Tests.Sidecar.Options.Parsing;

namespace MeshRuntime.Tests.Sidecar.Options;

/// <summary>What a command line that cannot be meant is answered with.</summary>
public sealed class OptionProblemsTests
{
    [Fact]
    public void WordAfterASwitch_IsAProblemWithTheCure()
    {
        var problem = Assert.Single(Problems("--app-id=orders", "--enable-mtls", "false"));

        Assert.Equal("'false' does not belong to --enable-mtls: a switch takes its value only as --enable-mtls=false", problem);
    }

    [Theory]
    [InlineData("--app-port", "70000", "--app-port 70000: give 0 to 65535")]
    [InlineData("--dapr-http-port", "x", "--dapr-http-port x: give 0 to 65535")]
    [InlineData("--app-protocol", "ftp", "--app-protocol ftp: give http, https, h2c, grpc, grpcs")]
    [InlineData("--max-body-size", "4Mb", "--max-body-size 4Mb: give a byte count such as 4Mi, or -1 for the default (in bytes)")]
    [InlineData("--read-buffer-size", "0", "--read-buffer-size 0: give a byte count such as 4Mi, or -1 for the default (in bytes)")]
    [InlineData("--dapr-block-shutdown-duration", "5", "--dapr-block-shutdown-duration 5: give a duration such as 1m30s, 0 or more")]
    [InlineData("--actors-disseminate-timeout", "0s", "--actors-disseminate-timeout 0s: give a duration such as 1m30s, above 0")]
    [InlineData("--disable-init-endpoints", "config,x", "--disable-init-endpoints config,x: give any of config, subscribe")]
    [InlineData("--dapr-listen-addresses", "127.0.0.1,orders", "--dapr-listen-addresses 127.0.0.1,orders: give IP addresses or localhost, comma-separated")]
    [InlineData("--metrics-listen-address", "1", "--metrics-listen-address 1: give an IP address or localhost")]
    [InlineData("--mode", "kubernetes", "--mode kubernetes: give standalone")]
    [InlineData("--log-level", "loud\n", "--log-level \"loud?\": give debug, info, warn, error, fatal")]
    public void ValueOutOfRange_NamesFlagValueAndRange(string flag, string value, string expected) =>
        Assert.Equal(expected, Assert.Single(Problems("--app-id=a", flag, value)));

    [Theory]
    [InlineData("--dapr-htp-port", "--dapr-htp-port is not a flag of meshd: did you mean --dapr-http-port?")]
    [InlineData("--resource-path", "--resource-path is not a flag of meshd: did you mean --resources-path?")]
    [InlineData("--zzz", "--zzz is not a flag of meshd: meshd --help lists them")]
    public void UnknownFlag_NamesTheNearest_AndItsValueIsNotReportedAgain(string flag, string expected) =>
        Assert.Equal(expected, Assert.Single(Problems("--app-id=a", flag, "5")));

    [Theory]
    [InlineData("--app-id")]
    [InlineData("--app-id", "--app-port=1")]
    public void FlagWithoutItsValue_IsAProblem(params string[] args) => Assert.Contains("--app-id needs a value: write --app-id=<text>", Problems(args));

    [Theory]
    [InlineData("", "--app-id is required: give the name that others call this app by")]
    [InlineData("orders.prod", "--app-id orders.prod: a dot separates an app from its namespace; leave it out")]
    [InlineData("a/b", "--app-id: give 1 to 255 letters, digits, - or _")]
    [InlineData("a b", "--app-id: give 1 to 255 letters, digits, - or _")]
    public void AppIdThatNobodyCouldCall_IsRefused(string appId, string expected) =>
        Assert.Equal(expected, Assert.Single(Problems("--app-id", appId)));

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public void AppIdLength_HasALimit(int length, bool isAllowed) =>
        Assert.Equal(isAllowed, Parse(Home, "--app-id", new string('a', length)) is ParseOutcome.Run);

    [Fact]
    public void AllProblems_AreReportedAtOnce_WithExitCode2()
    {
        var env = new Dictionary<string, string> { ["DAPR_API_TOKEN"] = "" };

        var refused = Assert.IsType<ParseOutcome.Refused>(Parse(env, "--app-port=x", "--bogus", "--enable-metrics=maybe"));

        Assert.Equal(2, refused.ExitCode);
        Assert.Equal(5, refused.Problems.Count);
        Assert.StartsWith("meshd: 5 problems\n  --bogus is not a flag", refused.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--app-port=3500", "--app-port 3500 is also --dapr-http-port: the app and its sidecar need a port each")]
    [InlineData("--app-port=50001", "--app-port 50001 is also --dapr-grpc-port: the app and its sidecar need a port each")]
    [InlineData("--metrics-port=3500", "--dapr-http-port and --metrics-port are both 3500: give each a port")]
    [InlineData("--app-channel-address=http://x:1", "--app-channel-address: give a host name or an IP address, without scheme and port")]
    [InlineData("--app-health-check-path=ok", "--app-health-check-path: give a path that starts with /, such as /healthz")]
    public void OptionsThatCannotGoTogether_AreRefused(string arg, string expected) => Assert.Equal(expected, Assert.Single(Problems("--app-id=a", arg)));

    [Fact]
    public void ProbeTimeoutAboveInterval_IsRefused_AndEqual_IsNot()
    {
        Assert.Single(Problems("--app-id=a", "--app-health-probe-interval=1", "--app-health-probe-timeout=1001"));
        Run("--app-id=a", "--app-health-probe-interval=1", "--app-health-probe-timeout=1000");
    }

    [Fact]
    public void SamePortOnDifferentAddresses_IsAllowed() => Run("--app-id=a", "--metrics-port=3500", "--metrics-listen-address=127.0.0.2");

    [Theory]
    [InlineData("--dapr-internal-grpc-listen-address=0.0.0.0", null)]
    [InlineData("--app-port=1", "10.0.0.7")]
    public void WithoutMtls_OnlyLoopbackIsAllowedBetweenSidecars(string arg, string? hostIp)
    {
        var env = hostIp is null ? Home : new() { ["DAPR_HOST_IP"] = hostIp };

        var refused = Assert.IsType<ParseOutcome.Refused>(Parse(env, "--app-id=a", "--enable-mtls=false", arg));

        Assert.StartsWith("--enable-mtls=false with the sidecar-to-sidecar port on ", Assert.Single(refused.Problems), StringComparison.Ordinal);
    }
}
