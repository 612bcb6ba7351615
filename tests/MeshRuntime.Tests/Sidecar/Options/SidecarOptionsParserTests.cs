using System.Net;
using MeshRuntime.DataPlane.App;
using MeshRuntime.Sidecar.Options;
using Microsoft.Extensions.Logging;
using Xunit;

namespace MeshRuntime.Tests.Sidecar.Options;

public sealed class SidecarOptionsParserTests
{
    private static readonly Dictionary<string, string> Home = new() { ["HOME"] = "/home/me" };

    [Fact]
    public void AppIdAlone_TakesDaprsDefaultsAndOurSafeOnes()
    {
        var options = Run("--app-id", "orders");

        Assert.Equal(
            ("orders", "default", null, AppProtocol.Http, "127.0.0.1", null),
            (options.AppId, options.Namespace, options.AppPort, options.AppProtocol, options.AppChannelAddress, options.AppMaxConcurrency));
        Assert.Equal((3500, 50001, null, null, 9090), (options.HttpPort, options.GrpcPort, options.InternalPort, options.PublicPort, options.MetricsPort));
        IPAddress[] addresses = [.. options.ListenAddresses, options.InternalListenAddress, options.PublicListenAddress, options.MetricsListenAddress];
        Assert.All(addresses, address => Assert.Equal(IPAddress.Loopback, address));
        Assert.Equal((4 << 20, 4 << 10), (options.MaxBodyBytes, options.ReadBufferBytes));
        Assert.Equal((true, true, false), (options.MtlsEnabled, options.MetricsEnabled, options.AppHealthEnabled));
        Assert.Equal((TimeSpan.FromSeconds(5), null), (options.GracefulShutdown, options.BlockShutdown));
        Assert.Equal((LogLevel.Information, false, null, null), (options.LogLevel, options.LogAsJson, options.LogFile, options.ApiLogging));
        Assert.Equal((null, null), (options.ApiToken, options.AppToken));
        Assert.Equal(("/home/me/.mesh", "public"), (options.DataFolder, options.TrustDomain));
        Assert.Empty(options.ResourcesPaths);
        Assert.Empty(options.AllowedOrigins);
    }

    [Theory]
    [InlineData("--app-port", "6001")]
    [InlineData("-app-port", "6001")]
    [InlineData("--app-port=6001")]
    [InlineData("-app-port=6001")]
    [InlineData("--app-port", "1", "--app-port", "6001")]
    public void EachSpelling_IsRead(params string[] args) => Assert.Equal(6001, Run(["--app-id=orders", .. args]).AppPort);

    [Theory]
    [InlineData("--app-port=0")]
    [InlineData("--app-port=")]
    [InlineData("--app-port", "")]
    public void EmptyOrZeroAppPort_IsNone(params string[] args) => Assert.Null(Run(["--app-id=orders", .. args]).AppPort);

    [Theory]
    [InlineData("--enable-mtls", true)]
    [InlineData("-enable-mtls", true)]
    [InlineData("--enable-mtls=T", true)]
    [InlineData("--enable-mtls=false", false)]
    [InlineData("--enable-mtls=0", false)]
    public void Switch_TakesItsValueAfterTheEqualsSign(string arg, bool expected) => Assert.Equal(expected, Run("--app-id=orders", arg).MtlsEnabled);

    [Fact]
    public void WordAfterASwitch_IsAProblemWithTheCure()
    {
        var problem = Assert.Single(Problems("--app-id=orders", "--enable-mtls", "false"));

        Assert.Equal("'false' does not belong to --enable-mtls: a switch takes its value only as --enable-mtls=false", problem);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("--enable-api-logging", true)]
    [InlineData("--enable-api-logging=false", false)]
    public void ApiLogging_HasThreeStates(string? arg, bool? expected) =>
        Assert.Equal(expected, Run(arg is null ? ["--app-id=orders"] : ["--app-id=orders", arg]).ApiLogging);

    [Fact]
    public void List_MayBeRepeatedAndCommaSeparated()
    {
        var options = Run("--app-id=a", "--resources-path", "x,\"y,z\"", "--resources-path=w", "--components-path=old", "--config", "c.yaml");

        Assert.Equal(["x", "y,z", "w"], options.ResourcesPaths);
        Assert.Equal(["c.yaml"], options.ConfigPaths);
    }

    [Fact]
    public void ComponentsPath_CountsWhenThereIsNoResourcesPath() => Assert.Equal(["old"], Run("--app-id=a", "--components-path=old").ResourcesPaths);

    [Theory]
    [InlineData("--max-body-size=8Mi", 8L << 20)]
    [InlineData("--max-body-size=1e3", 1000L)]
    [InlineData("--max-body-size=-1", 4L << 20)]
    [InlineData("--max-body-size=0", null)]
    [InlineData("--dapr-http-max-request-size=16", 16L << 20)]
    [InlineData("--dapr-http-max-request-size=-1", 4L << 20)]
    [InlineData("--dapr-http-max-request-size=16 --max-body-size=1Mi", 1L << 20)]
    public void BodyLimit_IsAQuantityOrOlderMegabytes(string args, long? expected) =>
        Assert.Equal(expected, Run(["--app-id=a", .. args.Split(' ')]).MaxBodyBytes);

    [Theory]
    [InlineData("--read-buffer-size=16Ki", 16 << 10)]
    [InlineData("--read-buffer-size=-1", 4 << 10)]
    [InlineData("--dapr-http-read-buffer-size=8", 8 << 10)]
    public void HeaderLimit_IsAQuantityOrOlderKilobytes(string arg, int expected) => Assert.Equal(expected, Run("--app-id=a", arg).ReadBufferBytes);

    [Theory]
    [InlineData("http", true, nameof(AppProtocol.Https))]
    [InlineData("grpc", true, nameof(AppProtocol.Grpcs))]
    [InlineData("H2C", true, nameof(AppProtocol.H2c))]
    [InlineData("HTTPS", false, nameof(AppProtocol.Https))]
    [InlineData("Grpc", false, nameof(AppProtocol.Grpc))]
    public void Protocol_IsReadInAnyCase_AndAppSslAddsTls(string protocol, bool ssl, string expected) =>
        Assert.Equal(expected, Run("--app-id=a", "--app-protocol", protocol, $"--app-ssl={ssl}").AppProtocol.ToString());

    [Fact]
    public void ProbeNumbersBelowOne_MeanTheDefaults()
    {
        var options = Run("--app-id=a", "--app-health-probe-interval=0", "--app-health-probe-timeout", "-3", "--app-health-threshold=0");

        Assert.Equal(
            (TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(500), 3), (options.AppHealthInterval, options.AppHealthTimeout, options.AppHealthThreshold));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("-2", 5)]
    [InlineData("30", 30)]
    public void GraceOfZero_IsForEver_AndBelowZero_IsTheDefault(string text, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Run("--app-id=a", "--dapr-graceful-shutdown-seconds", text).GracefulShutdown);

    [Fact]
    public void ListenAddresses_AreReadWithAndWithoutBrackets_OnceEach() =>
        Assert.Equal(
            [IPAddress.IPv6Loopback, IPAddress.Loopback, IPAddress.Any],
            Run("--app-id=a", "--dapr-listen-addresses", "[::1],127.0.0.1, localhost ,0.0.0.0").ListenAddresses);

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

    [Theory]
    [InlineData("10.0.0.7", "10.0.0.7")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    public void HostIp_IsAdvertisedAndListenedOn(string hostIp, string expected)
    {
        var options = RunIn(new() { ["DAPR_HOST_IP"] = hostIp }, "--app-id=a");

        Assert.Equal((IPAddress.Parse(expected), IPAddress.Parse(expected)), (options.HostAddress, options.InternalListenAddress));
    }

    [Theory]
    [InlineData("DAPR_API_TOKEN", "")]
    [InlineData("DAPR_API_TOKEN", " ")]
    [InlineData("APP_API_TOKEN", "")]
    [InlineData("APP_API_TOKEN", "two\nlines")]
    [InlineData("DAPR_HOST_IP", "host.example")]
    [InlineData("DAPR_HOST_IP", "0.0.0.0")]
    [InlineData("NAMESPACE", "a/b")]
    public void EnvironmentThatCannotBeUsed_IsRefusedWithExitCode1_AndItsValueIsNotPrinted(string name, string value)
    {
        var refused = Assert.IsType<ParseOutcome.Refused>(Parse(new() { [name] = value }, "--app-id=a"));

        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith(name, Assert.Single(refused.Problems), StringComparison.Ordinal);
        Assert.DoesNotContain("two", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Tokens_AreReadAndNeverPrinted()
    {
        var options = RunIn(new() { ["DAPR_API_TOKEN"] = "canary-1", ["APP_API_TOKEN"] = "canary-2" }, "--app-id=a");

        Assert.Equal(("canary-1", "canary-2"), (options.ApiToken?.Reveal(), options.AppToken?.Reveal()));
        Assert.DoesNotContain("canary", options.ToString(), StringComparison.Ordinal);
        Assert.Contains("ApiToken = ***", options.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "default", false)]
    [InlineData("", "default", false)]
    [InlineData("prod", "prod", true)]
    public void Namespace_ComesFromTheEnvironment(string? value, string expected, bool isSet)
    {
        var options = RunIn(value is null ? [] : new() { ["NAMESPACE"] = value }, "--app-id=a");

        Assert.Equal((expected, isSet), (options.Namespace, options.IsNamespaceSet));
    }

    [Theory]
    [InlineData("MESH_HOME=/srv/mesh HOME=/home/me", "/srv/mesh")]
    [InlineData("HOME=/home/me", "/home/me/.mesh")]
    [InlineData("MESH_HOME= HOME=/home/me", "/home/me/.mesh")]
    public void DataFolder_IsMeshHomeElseUnderHome(string env, string expected) =>
        Assert.Equal(expected, RunIn(env.Split(' ').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]), "--app-id=a").DataFolder);

    [Fact]
    public void DataFolder_WithoutHome_IsPerUserUnderTheTempFolder() =>
        Assert.Equal($"/var/scratch/mesh-{UserId.Current}", RunIn(new() { ["TMPDIR"] = "/var/scratch" }, "--app-id=a").DataFolder);

    [Fact]
    public void FlagsWithoutEffect_AreNoticedInOneLine_OnlyWhenGiven()
    {
        var args = new[] { "--app-id=a", "--placement-host-address=localhost:50005", "--scheduler-host-address=localhost:50006", "--app-ssl" };
        var run = Assert.IsType<ParseOutcome.Run>(Parse(new() { ["DAPR_TRUST_ANCHORS"] = "pem" }, args));

        Assert.Equal(
            [
                "accepted, but without effect in this version: --placement-host-address, --scheduler-host-address, DAPR_TRUST_ANCHORS",
                "--app-ssl is deprecated: use --app-protocol",
            ],
            run.Notices);
        Assert.Empty(Assert.IsType<ParseOutcome.Run>(Parse(Home, "--app-id=a")).Notices);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-help")]
    [InlineData("-h")]
    public void Help_ListsEveryFlagAndVariable_WithinTheScreen(string arg)
    {
        var text = Assert.IsType<ParseOutcome.Print>(Parse([], arg)).Text;

        Assert.All(FlagTable.All, flag => Assert.Contains($"  --{flag.Name} ", text.Replace('\n', ' '), StringComparison.Ordinal));
        Assert.All(SidecarEnvironment.All, variable => Assert.Contains($"  {variable.Name} ", text, StringComparison.Ordinal));
        Assert.All(text.Split('\n'), row => Assert.True(row.Length <= 120, row));
    }

    [Fact]
    public void VersionAndBuildInfo_ArePrinted()
    {
        Assert.Matches(@"^\d+\.\d+\.\d+\n$", Assert.IsType<ParseOutcome.Print>(Parse([], "--version")).Text);
        Assert.Matches(@"^Version: \d+\.\d+\.\d+\nGit Commit: \w+\n$", Assert.IsType<ParseOutcome.Print>(Parse([], "--build-info")).Text);
    }

    [Fact]
    public void Wait_NeedsOnlyThePort() => Assert.Equal(new ParseOutcome.Wait(4000), Parse([], "--wait", "--dapr-http-port=4000"));

    private static SidecarOptions Run(params string[] args) => RunIn(Home, args);

    private static SidecarOptions RunIn(Dictionary<string, string> env, params string[] args)
    {
        var outcome = Parse(env, args);
        Assert.False(outcome is ParseOutcome.Refused, (outcome as ParseOutcome.Refused)?.Text);
        return Assert.IsType<ParseOutcome.Run>(outcome).Options;
    }

    private static IReadOnlyList<string> Problems(params string[] args) => Assert.IsType<ParseOutcome.Refused>(Parse(Home, args)).Problems;

    private static ParseOutcome Parse(Dictionary<string, string> env, params string[] args) =>
        SidecarOptionsParser.Parse(args, name => env.GetValueOrDefault(name));
}
