using MeshRuntime.Cli.RunFile;
using MeshRuntime.Cli.Settings;
using Xunit;

namespace MeshRuntime.Tests.Cli.RunFile;

public sealed class RunFileReaderTests
{
    [Fact]
    public void WholeFile_BecomesAPlan()
    {
        using var folder = new RunFolder("orders", "checkout", "shared");

        var (plan, problems) = folder.Read("""
            version: 1
            name: shop
            common:
              resourcesPaths: [./shared]
              appProtocol: h2c
              env: { STAGE: dev, PLACE: common }
            apps:
              - appDirPath: ./orders
                appPort: 5101
                daprHTTPPort: 3501
                command: ["dotnet", "run", 7]
                env: { PLACE: own, EMPTY: , NUMBER: 8 }
                enableApiLogging: yes
              - appID: till
                appDirPath: checkout/
                appProtocol: http
                dependsOn: [orders]
                appLogDestination: console
                daprdLogDestination: fileAndConsole
            """);

        Assert.Empty(problems);
        Assert.Equal(("shop", folder.At("dapr.yaml")), (plan!.Name, plan.FilePath));
        var (orders, till) = (plan.Apps[0], plan.Apps[1]);
        Assert.Equal(("orders", folder.At("orders"), "dapr.yaml:8"), (orders.AppId, orders.Directory, orders.Place));
        Assert.Equal(["dotnet", "run", "7"], orders.Command);
        Assert.Equal(
            new Dictionary<string, string> { ["STAGE"] = "dev", ["PLACE"] = "own", ["EMPTY"] = "", ["NUMBER"] = "8" }, orders.Environment);
        Assert.Equal((5101, 3501, true), (orders.Settings.Port(RunSettings.AppPort), orders.Settings.Port(RunSettings.HttpPort),
            orders.Settings.IsOn(RunSettings.ApiLogging)));
        Assert.Equal(("h2c", "http"), (orders.Settings.Text(RunSettings.AppProtocol), till.Settings.Text(RunSettings.AppProtocol)));
        Assert.Equal([folder.At("shared")], orders.Settings.List(RunSettings.ResourcesPaths));
        Assert.Equal((LogDestination.FileAndConsole, LogDestination.File), (orders.AppLog, orders.SidecarLog));
        Assert.Equal((LogDestination.Console, LogDestination.FileAndConsole), (till.AppLog, till.SidecarLog));
        Assert.Equal(["orders"], till.DependsOn);
        Assert.Empty(till.Command);
    }

    [Fact]
    public void UnknownKeys_AreWarningsWithLineAndNearestKey()
    {
        using var folder = new RunFolder("orders");

        var (plan, problems) = folder.Read("""
            version: 1
            comon: {}
            common:
              appPort: 3
            apps:
              - appDirPath: orders
                appPrt: 5101
            """);

        Assert.NotNull(plan);
        Assert.Equal(
            [
                "dapr.yaml:2: warning: the run file has no key 'comon', so it has no effect: did you mean 'common'?",
                "dapr.yaml:4: warning: common has no key 'appPort', so it has no effect",
                "dapr.yaml:7: warning: an app has no key 'appPrt', so it has no effect: did you mean 'appPort'?",
            ],
            problems);
    }

    [Fact]
    public void EveryProblem_IsReportedAtOnceInOrderOfLines()
    {
        using var folder = new RunFolder("orders");

        var (plan, problems) = folder.Read("""
            apps:
              - appID: a.b
                appDirPath: orders
                appPort: many
                command: dotnet run
                env: [A, B]
                resourcesPaths: [./gone]
                logLevel: { x: y }
                dependsOn: orders
              - appID: lost
              - just text
            """);

        Assert.Null(plan);
        string[] expected =
        [
            "dapr.yaml:1: error: version is missing",
            "dapr.yaml:2: error: appID: 'a.b' has a dot",
            "dapr.yaml:4: error: appPort: 'many' is not a whole number",
            "dapr.yaml:5: error: command must be a list, not a single value: write command: [\"dotnet\", \"run\"]",
            "dapr.yaml:6: error: env must be a mapping",
            "dapr.yaml:7: error: resourcesPaths: there is no file or folder " + folder.At("orders/gone"),
            "dapr.yaml:8: error: logLevel must be a single value, not a mapping",
            "dapr.yaml:9: error: dependsOn must be a list",
            "dapr.yaml:10: error: appDirPath is missing",
            "dapr.yaml:11: error: an app must be a mapping",
        ];
        Assert.Equal(expected.Length, problems.Length);
        Assert.All(expected.Zip(problems), pair => Assert.StartsWith(pair.First, pair.Second));
    }

    [Theory]
    [InlineData("version: 1\napps: []", "dapr.yaml:2: error: apps must be a list with at least one app")]
    [InlineData("version: 1", "dapr.yaml:1: error: apps must be a list with at least one app")]
    [InlineData("", "dapr.yaml:1: error: the run file has no keys")]
    [InlineData("- a", "dapr.yaml:1: error: the run file has no keys")]
    [InlineData("version: 1\napps: [", "dapr.yaml:3: error: this is not YAML")]
    public void NoApps_IsAnErrorWithTheCure(string yaml, string problem)
    {
        using var folder = new RunFolder();

        var (plan, problems) = folder.Read(yaml);

        Assert.Null(plan);
        Assert.StartsWith(problem, Assert.Single(problems));
    }

    [Fact]
    public void KeyGivenTwice_IsAnErrorWithItsLine()
    {
        using var folder = new RunFolder("orders");

        var (_, problems) = folder.Read("version: 1\napps:\n  - appDirPath: orders\n    appPort: 1\n    appPort: 2\n");

        Assert.Matches("^dapr.yaml:[45]: error: .*appPort", Assert.Single(problems));
    }

    [Fact]
    public void OtherVersion_IsReadWithAWarning()
    {
        using var folder = new RunFolder("orders");

        var (plan, problems) = folder.Read("version: 2\napps: [{ appDirPath: orders }]");

        Assert.NotNull(plan);
        Assert.StartsWith("dapr.yaml:1: warning: version 2 is unknown", Assert.Single(problems));
    }

    [Fact]
    public void MergedMapping_GivesWhatTheAppLeavesOut()
    {
        using var folder = new RunFolder("a", "b");

        var (plan, problems) = folder.Read("""
            version: 1
            apps:
              - &base
                appDirPath: a
                logLevel: debug
                command: [run]
              - <<: *base
                appDirPath: b
            """);

        Assert.Empty(problems);
        Assert.Equal(("b", "debug"), (plan!.Apps[1].AppId, plan.Apps[1].Settings.Text(RunSettings.LogLevel)));
        Assert.Equal(["run"], plan.Apps[1].Command);
    }

    [Fact]
    public void PathsOfAnApp_AreRelativeToItsFolderAndTildeIsHome()
    {
        using var folder = new RunFolder("orders/own", "home/mine");

        var (plan, _) = folder.Read("""
            version: 1
            apps:
              - appDirPath: orders
                resourcesPath: own
                resourcesPaths: ["~/mine"]
            """, home: folder.At("home"));

        Assert.Equal([folder.At("home/mine"), folder.At("orders/own")], plan!.Apps[0].Settings.List(RunSettings.ResourcesPaths));
    }

    [Fact]
    public void ConventionalFolder_WinsOverCommonAndOwnPathOverIt()
    {
        using var folder = new RunFolder(
            "a/.dapr/resources", "b/.dapr/resources", "b/own", "c", "d/.mesh/resources", "d/.dapr/resources", "shared");
        folder.WithFile("a/.dapr/config.yaml");

        var (plan, _) = folder.Read("""
            version: 1
            common: { resourcesPaths: [shared] }
            apps:
              - appDirPath: a
              - { appDirPath: b, resourcesPaths: [own] }
              - appDirPath: c
              - appDirPath: d
            """);

        Assert.Equal(
            [folder.At("a/.dapr/resources"), folder.At("b/own"), folder.At("shared"), folder.At("d/.mesh/resources")],
            plan!.Apps.Select(app => app.Settings.Text(RunSettings.ResourcesPaths)));
        Assert.Equal(folder.At("a/.dapr/config.yaml"), plan.Apps[0].Settings.Text(RunSettings.ConfigFile));
    }

    [Fact]
    public void SwitchTurnedOffByAnApp_StaysOff()
    {
        using var folder = new RunFolder("a");

        var (plan, _) = folder.Read("version: 1\ncommon: { enableApiLogging: true }\napps: [{ appDirPath: a, enableApiLogging: off }]");

        Assert.False(plan!.Apps[0].Settings.IsOn(RunSettings.ApiLogging));
    }

    [Fact]
    public void FolderWithADot_CannotNameTheApp()
    {
        using var folder = new RunFolder("Shop.Orders");

        var (plan, problems) = folder.Read("version: 1\napps: [{ appDirPath: Shop.Orders }]");

        Assert.Null(plan);
        Assert.Contains("add appID", Assert.Single(problems));
    }
}
