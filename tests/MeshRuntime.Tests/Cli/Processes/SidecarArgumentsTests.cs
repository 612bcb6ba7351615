using MeshRuntime.Cli.Processes;
using MeshRuntime.Cli.Settings;
using Xunit;

namespace MeshRuntime.Tests.Cli.Processes;

public sealed class SidecarArgumentsTests
{
    [Fact]
    public void Settings_BecomeFlagsInTheOrderOfTheList()
    {
        var settings = SettingValues.None
            .With(RunSettings.ApiLogging, "true")
            .With(RunSettings.ResourcesPaths, "/a", "/b")
            .With(RunSettings.AppPort, 5101)
            .With(RunSettings.AppMaxConcurrency, "-1")
            .With(RunSettings.AppId, "orders");

        Assert.Equal(
            [
                "--app-id=orders", "--app-port=5101", "--app-max-concurrency=-1", "--resources-path=/a", "--resources-path=/b",
                "--enable-api-logging",
            ],
            SidecarArguments.For(settings));
    }

    [Fact]
    public void WhatTheSidecarNeedNotKnow_IsLeftOut()
    {
        var settings = SettingValues.None
            .With(RunSettings.AppPort, "-1")
            .With(RunSettings.Profiling, "false")
            .With(RunSettings.PlacementAddress, "")
            .With(RunSettings.RuntimePath, "/opt")
            .With(RunSettings.AppLog, "file");

        Assert.Empty(SidecarArguments.For(settings));
    }
}
