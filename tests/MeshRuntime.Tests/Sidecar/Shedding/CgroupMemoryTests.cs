using MeshRuntime.Sidecar.Shedding;

namespace MeshRuntime.Tests.Sidecar.Shedding;

public sealed class CgroupMemoryTests : IDisposable
{
    private const string Stat = "anon 100\ninactive_file 30\nactive_file 12\nshmem 5\ntotal_inactive_file 40\ntotal_active_file 2\n";

    private readonly string _root = Directory.CreateTempSubdirectory("mesh-cgroup-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void SecondVersion_UsageIsWithoutWhatTheKernelCanDrop()
    {
        Write("pod/memory.max", "1000\n");
        Write("pod/memory.current", "500\n");
        Write("pod/memory.stat", Stat);

        using var group = CgroupMemory.Find(_root, "0::/pod\n")!;

        Assert.Equal((1000, 458), (group.LimitBytes, group.UsedBytes(enough: 499)));
        Assert.Equal(500, group.UsedBytes(enough: 500));
    }

    [Fact]
    public void FirstVersion_LikeTheSecond()
    {
        Write("memory/pod/memory.limit_in_bytes", "1000\n");
        Write("memory/pod/memory.usage_in_bytes", "500\n");
        Write("memory/pod/memory.stat", Stat);

        using var group = CgroupMemory.Find(_root, "9:cpu:/x\n4:memory:/pod\n0::/\n")!;

        Assert.Equal((1000, 458), (group.LimitBytes, group.UsedBytes(0)));
    }

    [Fact]
    public void LimitOfAParent_CountsWhenItIsTighter()
    {
        foreach (var (folder, limit) in new[] { ("a", "800"), ("a/b", "max"), ("a/b/c", "900") })
        {
            Write($"{folder}/memory.max", limit + "\n");
            Write($"{folder}/memory.current", "500\n");
            Write($"{folder}/memory.stat", Stat);
        }

        using var group = CgroupMemory.Find(_root, "0::/a/b/c\n")!;

        Assert.Equal(800, group.LimitBytes);
    }

    [Theory]
    [InlineData("0::/\n")]
    [InlineData("0::/not/here\n4:memory:/neither\n")]
    [InlineData("")]
    [InlineData("nonsense\n")]
    public void NoLimit_NoGroup(string memberships) => Assert.Null(CgroupMemory.Find(_root, memberships));

    [Fact]
    public void LargestNumber_IsNoLimit()
    {
        Write("memory/memory.limit_in_bytes", "9223372036854771712\n");

        Assert.Null(CgroupMemory.Find(_root, "4:memory:/\n"));
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
