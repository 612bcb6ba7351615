using System.Net;
using MeshRuntime.Sidecar.Options;
using Xunit;
using static MeshRuntime.Tests.Sidecar.Options.Parsing;

namespace MeshRuntime.Tests.Sidecar.Options;

/// <summary>What variables mean.</summary>
public sealed class SidecarEnvironmentTests
{
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
}
