using MeshRuntime.Cli;
using MeshRuntime.Cli.Processes;
using MeshRuntime.Tests.Cli.RunFile;
using Xunit;

namespace MeshRuntime.Tests.Cli.Processes;

public sealed class MeshFoldersTests
{
    [Fact]
    public void OwnComponents_WinOverTheBuiltInProfile()
    {
        using var folder = new RunFolder("program/profiles/local", "home/components");

        Assert.Equal(folder.At("home/components"), Folders(folder).DefaultResources);
    }

    [Fact]
    public void NoOwnComponents_MeanTheBuiltInProfile()
    {
        using var folder = new RunFolder("program/profiles/local");

        Assert.Equal((folder.At("program/profiles/local"), null), (Folders(folder).DefaultResources, Folders(folder).DefaultConfiguration));
    }

    [Fact]
    public void OwnConfiguration_IsTheDefault()
    {
        using var folder = new RunFolder().WithFile("home/config.yaml");

        Assert.Equal(folder.At("home/config.yaml"), Folders(folder).DefaultConfiguration);
    }

    [Fact]
    public void Sidecar_IsLookedForBesideTheProgram()
    {
        using var folder = new RunFolder().WithFile("program/meshd").WithFile("other/meshd").WithFile("dapr/.mesh/bin/meshd");

        Assert.Equal(folder.At("program/meshd"), Folders(folder).Sidecar(runtimeFolder: null));
        Assert.Equal(folder.At("other/meshd"), Folders(folder, sidecarPath: "other/meshd").Sidecar(runtimeFolder: null));
        Assert.Equal(folder.At("other/meshd"), Folders(folder).Sidecar(folder.At("other")));
        Assert.Equal(folder.At("dapr/.mesh/bin/meshd"), Folders(folder).Sidecar(folder.At("dapr")));
    }

    [Fact]
    public void NoSidecar_IsAFailureThatSaysWhereItWasLookedFor()
    {
        using var folder = new RunFolder();

        var failure = Assert.Throws<CommandFailure>(() => Folders(folder).Sidecar(runtimeFolder: null));

        Assert.Contains(folder.At("program/meshd"), failure.Message);
        Assert.Contains("MESHD_PATH", failure.Message);
    }

    private static MeshFolders Folders(RunFolder folder, string? sidecarPath = null) => new(
        folder.At("program"),
        new ShellEnvironment { CurrentDirectory = folder.Path, MeshHome = folder.At("home"), SidecarPath = sidecarPath });
}
