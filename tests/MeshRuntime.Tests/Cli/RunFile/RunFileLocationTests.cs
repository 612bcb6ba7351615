using MeshRuntime.Cli;
using MeshRuntime.Cli.RunFile;
using Xunit;

namespace MeshRuntime.Tests.Cli.RunFile;

public sealed class RunFileLocationTests
{
    [Fact]
    public void Folder_StandsForTheRunFileInIt()
    {
        using var folder = new RunFolder().WithFile("shop/dapr.yaml");

        Assert.Equal(folder.At("shop/dapr.yaml"), RunFileLocation.Find("shop", folder.Path));
    }

    [Fact]
    public void BothNames_MeanOurs()
    {
        using var folder = new RunFolder().WithFile("dapr.yaml").WithFile("mesh.yaml");

        Assert.Equal(folder.At("mesh.yaml"), RunFileLocation.Find(".", folder.Path));
    }

    [Theory]
    [InlineData("nowhere", "no file or folder")]
    [InlineData("empty", "mesh.yaml or dapr.yaml")]
    public void Nothing_IsAFailureThatSaysWhatWasLookedFor(string path, string text)
    {
        using var folder = new RunFolder("empty");

        Assert.Contains(text, Assert.Throws<CommandFailure>(() => RunFileLocation.Find(path, folder.Path)).Message);
    }
}
