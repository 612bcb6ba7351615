using MeshRuntime.Cli.Processes;
using MeshRuntime.Tests.Cli.RunFile;
using Xunit;

namespace MeshRuntime.Tests.Cli.Processes;

public sealed class ProgramPathTests
{
    [Fact]
    public void Name_IsLookedForInThePathInOrder()
    {
        using var folder = new RunFolder().WithFile("b/tool").WithFile("c/tool");
        Executable(folder.At("b/tool"));
        Executable(folder.At("c/tool"));

        Assert.Equal(folder.At("b/tool"), ProgramPath.Find("tool", $"{folder.At("a")}:{folder.At("b")}:{folder.At("c")}", "/"));
    }

    [Fact]
    public void FileThatMayNotBeExecuted_IsPassedOver()
    {
        using var folder = new RunFolder().WithFile("b/tool").WithFile("c/tool");
        Executable(folder.At("c/tool"));

        Assert.Equal(folder.At("c/tool"), ProgramPath.Find("tool", $"{folder.At("b")}:{folder.At("c")}", "/"));
    }

    [Fact]
    public void NameWithASlash_IsRelativeToTheWorkingFolder()
    {
        using var folder = new RunFolder().WithFile("app/run.sh");
        Executable(folder.At("app/run.sh"));

        Assert.Equal(folder.At("app/run.sh"), ProgramPath.Find("./run.sh", "/bin", folder.At("app")));
        Assert.Null(ProgramPath.Find("./run.sh", "/bin", folder.Path));
    }

    private static void Executable(string path)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }
}
