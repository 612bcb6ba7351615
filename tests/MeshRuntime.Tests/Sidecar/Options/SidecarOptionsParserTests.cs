using System.Net;
using MeshRuntime.DataPlane.App;
using MeshRuntime.Sidecar.Options;
using Microsoft.Extensions.Logging;
using Xunit;
using static MeshRuntime.Tests.Sidecar.Options.Parsing;

namespace MeshRuntime.Tests.Sidecar.Options;

/// <summary>What flags mean.</summary>
public sealed class SidecarOptionsParserTests
{
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

    [Fact]
    public void WeightAndLabels_AreReadInAnyForm()
    {
        var options = Run("--app-id=orders", "--endpoint-weight=900", "--endpoint-labels", "zone=a,version=2", "--endpoint-labels=note=x=y");

        Assert.Equal(900, options.EndpointWeight);
        Assert.Equal(["zone=a", "version=2", "note=x=y"], options.EndpointLabels);
        Assert.Equal(KeyValuePair.Create("note", "x=y"), EndpointLabel.Read("note=x=y"));
    }

    [Theory]
    [InlineData("--endpoint-weight=0", "1 to 1000")]
    [InlineData("--endpoint-weight=1001", "1 to 1000")]
    [InlineData("--endpoint-labels=zone", "name=value")]
    [InlineData("--endpoint-labels==a", "name=value")]
    [InlineData("--endpoint-labels=my zone=a", "name=value")]
    [InlineData("--endpoint-labels=zone=a,zone=b", "zone 2 times")]
    public void WeightOutOfRangeOrLabelWithoutForm_IsAProblem(string arg, string cure) =>
        Assert.Contains(cure, Assert.Single(Problems("--app-id=orders", arg)), StringComparison.Ordinal);

    [Theory]
    [InlineData("--enable-mtls", true)]
    [InlineData("-enable-mtls", true)]
    [InlineData("--enable-mtls=T", true)]
    [InlineData("--enable-mtls=false", false)]
    [InlineData("--enable-mtls=0", false)]
    public void Switch_TakesItsValueAfterTheEqualsSign(string arg, bool expected) => Assert.Equal(expected, Run("--app-id=orders", arg).MtlsEnabled);

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
}
