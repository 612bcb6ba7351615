namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>A control group with a limit on memory, in whichever version the machine has. Needs the right to make one: root, as a rule.</summary>
internal sealed class MemoryGroup : IAsyncDisposable
{
    private readonly string _folder;

    private MemoryGroup(string folder) => _folder = folder;

    /// <summary>What a shell runs to enter it.</summary>
    public string Enter => $"echo $$ > {_folder}/cgroup.procs";

    /// <summary>Makes one; null when this machine does not let us.</summary>
    public static MemoryGroup? TryMake(long limitBytes)
    {
        foreach (var (root, limit) in new[] { ("/sys/fs/cgroup", "memory.max"), ("/sys/fs/cgroup/memory", "memory.limit_in_bytes") })
        {
            var folder = Path.Combine(root, $"mesh-test-{Guid.NewGuid():N}");
            try
            {
                Directory.CreateDirectory(folder);
                if (File.Exists(Path.Combine(folder, limit)))
                {
                    File.WriteAllText(Path.Combine(folder, limit), $"{limitBytes}");
                    return new MemoryGroup(folder);
                }

                Directory.Delete(folder);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // The other version, or none.
            }
        }

        return null;
    }

    /// <summary>The processes in it have to have ended.</summary>
    public async ValueTask DisposeAsync() => await Wait.UntilAsync(
        () =>
        {
            try
            {
                Directory.Delete(_folder);
                return true;
            }
            catch (IOException)
            {
                return false; // the kernel has not let go of the last process yet
            }
        },
        $"{_folder} is empty");
}
