using System.Text;
using MeshRuntime.Cli.Processes;
using MeshRuntime.ControlPlane;
using MeshRuntime.Sidecar.Telemetry;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Tests.Cli.Processes;

/// <summary>Over lines as the sidecar itself writes them.</summary>
public sealed class SidecarNewsTests
{
    private const string Refusal = "resources/r.yaml:6: error: spec.policies.retries.a.maxRetries: \"two\" is no whole number; write how many: 0 for none";

    [Theory]
    [InlineData(false, LogLevel.Error, Refusal)]
    [InlineData(true, LogLevel.Error, Refusal)]
    [InlineData(false, LogLevel.Error, "The edit is refused, errors: 1; the configuration before it stays in force")]
    [InlineData(false, LogLevel.Information, "The configuration was reloaded")]
    [InlineData(true, LogLevel.Information, "The configuration was reloaded")]
    [InlineData(false, LogLevel.Warning, "C:\\r.yaml: größe")]
    [InlineData(true, LogLevel.Warning, "C:\\r.yaml: größe")]
    public void WhatBecameOfAnEdit_IsNews_InTheWordsOfTheSidecar(bool isJson, LogLevel level, string text) =>
        Assert.Equal(text, SidecarNews.Of(Line(isJson, typeof(MeshControlPlane).FullName!, level, text)));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WhatAnybodyElseSays_IsNone(bool isJson)
    {
        Assert.Null(SidecarNews.Of(Line(isJson, "MeshRuntime.Sidecar.SidecarLife", LogLevel.Error, "The edit is refused")));
        Assert.Null(SidecarNews.Of(Line(isJson, "MeshRuntime.X", LogLevel.Error, "\" scope=mesh.controlplane.meshcontrolplane type=log")));
        Assert.Null(SidecarNews.Of(Line(isJson, "MeshRuntime.X", LogLevel.Error, "\",\"scope\":\"mesh.controlplane.meshcontrolplane\"")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("mesh.controlplane.meshcontrolplane")]
    [InlineData("{mesh.controlplane.meshcontrolplane")]
    [InlineData("{\"msg\":\"x\",\"text\":\"mesh.controlplane.meshcontrolplane\"}")]
    [InlineData("level=error msg=\"cut off \\ scope=mesh.controlplane.meshcontrolplane type=log")]
    public void LineThatIsNoLogLine_IsNone(string line) => Assert.Null(SidecarNews.Of(line));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WhatATerminalObeys_DoesNotReachIt(bool isJson) =>
        Assert.DoesNotContain(SidecarNews.Of(Line(isJson, typeof(MeshControlPlane).FullName!, LogLevel.Error, "a \e[2J \n b \u202e c"))!, letter => char.IsControl(letter) || letter == '\u202e');

    private static string Line(bool isJson, string category, LogLevel level, string text)
    {
        var stream = new MemoryStream();
        LogFormat format = isJson ? new JsonLogFormat("orders", "host-1", "0.1.0") : new TextLogFormat("orders", "host-1", "0.1.0");
        using (var logs = new LogFactory(format, LogLevel.Debug, stream, TimeProvider.System))
        {
            logs.CreateLogger(category).Log(level, 0, text, null, static (text, _) => text);
        }

        return Assert.Single(Encoding.UTF8.GetString(stream.ToArray()).TrimEnd('\n').Split('\n'));
    }
}
