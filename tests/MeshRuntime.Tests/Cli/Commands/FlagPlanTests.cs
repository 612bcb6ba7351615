using System.CommandLine;
using MeshRuntime.Cli;
using MeshRuntime.Cli.Commands;
using MeshRuntime.Cli.RunFile;
using MeshRuntime.Cli.Settings;
using MeshRuntime.Tests.Cli.RunFile;
using Xunit;

namespace MeshRuntime.Tests.Cli.Commands;

public sealed class FlagPlanTests
{
    [Fact]
    public void Flags_BecomeAPlanOfOneApp()
    {
        using var folder = new RunFolder("resources");

        var plan = Plan(folder.Path, ["dotnet", "run"], "--app-id", "orders", "-p", "5101", "--resources-path", "resources");

        var app = Assert.Single(plan.Apps);
        Assert.Equal(("orders", folder.Path, false), (app.AppId, app.Directory, plan.IsFromFile));
        Assert.Equal(["dotnet", "run"], app.Command);
        Assert.Equal([folder.At("resources")], app.Settings.List(RunSettings.ResourcesPaths));
        Assert.Equal((LogDestination.Console, LogDestination.Console), (app.AppLog, app.SidecarLog));
    }

    [Fact]
    public void NoAppId_IsMadeFromTheFoldersNameWithoutItsDots() =>
        Assert.Matches("^shoporders-[0-9a-f]{4}$", Assert.Single(Plan("/src/Shop.Orders", []).Apps).AppId);

    [Fact]
    public void OldComponentsPath_StandsForResourcesUnlessTheyAreGiven()
    {
        using var folder = new RunFolder("old", "new");

        var old = Plan(folder.Path, [], "-d", "old").Apps[0].Settings;
        var both = Plan(folder.Path, [], "-d", "old", "--resources-path", "new").Apps[0].Settings;

        Assert.Equal([folder.At("old")], old.List(RunSettings.ResourcesPaths));
        Assert.Equal([folder.At("new")], both.List(RunSettings.ResourcesPaths));
    }

    [Fact]
    public void UnknownFlag_IsNotTakenForTheCommand()
    {
        var failure = Assert.Throws<CommandFailure>(() => Plan("/", ["--app-prt", "5101", "dotnet", "run"]));

        Assert.Contains("no flag --app-prt: did you mean --app-port?", failure.Message);
        Assert.Equal(ExitCodes.WrongUsage, failure.ExitCode);
    }

    [Fact]
    public void MissingPath_IsNamedInFull()
    {
        var failure = Assert.Throws<CommandFailure>(() => Plan("/nowhere", [], "--config", "gone.yaml"));

        Assert.Contains("--config: there is no file or folder /nowhere/gone.yaml", failure.Message);
    }

    [Fact]
    public void ResourcesBesideARunFile_TakeThePlaceOfThoseOfEveryApp()
    {
        using var folder = new RunFolder("nats");
        var settings = SettingValues.None.With(RunSettings.ResourcesPaths, "/sqlite");
        var file = new RunPlan
        {
            FilePath = "/dapr.yaml",
            Apps = [new AppPlan { AppId = "a", Directory = "/", Settings = settings }, new AppPlan { AppId = "b", Directory = "/", Settings = settings }],
        };

        var (flags, none) = (Flags(folder.Path, "--resources-path", "nats"), Flags(folder.Path));

        Assert.All(flags.Plan.WithResources(file, flags.Parsed).Apps, app => Assert.Equal([folder.At("nats")], app.Settings.List(RunSettings.ResourcesPaths)));
        Assert.Same(file, none.Plan.WithResources(file, none.Parsed));
    }

    private static RunPlan Plan(string directory, string[] command, params string[] flags)
    {
        var (plan, parsed) = Flags(directory, flags);
        return plan.Read(parsed, command);
    }

    private static (FlagPlan Plan, ParseResult Parsed) Flags(string directory, params string[] flags)
    {
        var options = new RunOptions();
        var root = new RootCommand();
        foreach (var (_, option) in options.All)
            root.Add(option);
        return (new FlagPlan(options, new ShellEnvironment { CurrentDirectory = directory }), root.Parse(flags));
    }
}
