using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace MeshRuntime.Sidecar.Shedding;

/// <summary>
/// Reads how much memory a control group has, and how much of it is taken for good: its usage without the file pages that the kernel can drop. Both
/// versions of cgroups (docs.kernel.org/admin-guide/cgroup-v2, cgroup-v1/memory).
/// </summary>
internal sealed class CgroupMemory : IDisposable
{
    // Version 1 says "no limit" as the largest multiple of a page; nobody has as much memory.
    private const long NoLimit = 1L << 60;

    private readonly SafeFileHandle _usage;
    private readonly SafeFileHandle _stat;
    private readonly byte[] _buffer = new byte[8 * 1024];
    private readonly byte[][] _droppable;

    private CgroupMemory(string folder, long limitBytes, string usage, string statPrefix)
    {
        LimitBytes = limitBytes;
        _usage = File.OpenHandle(Path.Combine(folder, usage));
        _stat = File.OpenHandle(Path.Combine(folder, "memory.stat"));
        _droppable = [Encoding.ASCII.GetBytes($"{statPrefix}inactive_file "), Encoding.ASCII.GetBytes($"{statPrefix}active_file ")];
    }

    /// <summary>What the group may use; beyond it the kernel kills.</summary>
    public long LimitBytes { get; }

    /// <summary>The group with the tightest limit of those that the process is in; null when there is none.</summary>
    /// <param name="root">Where cgroups are mounted: <c>/sys/fs/cgroup</c>.</param>
    /// <param name="memberships">The text of <c>/proc/self/cgroup</c>.</param>
    public static CgroupMemory? Find(string root, string memberships)
    {
        CgroupMemory? tightest = null;
        foreach (var line in memberships.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split(':', 3) is not [_, var controllers, ['/', .. var path]])
            {
                continue;
            }

            var isFirstVersion = controllers.Split(',').Contains("memory");
            for (var folder = path; isFirstVersion || controllers.Length == 0; folder = Path.GetDirectoryName(folder) ?? "")
            {
                var found = isFirstVersion
                    ? Open(Path.Combine(root, "memory", folder), "memory.limit_in_bytes", "memory.usage_in_bytes", "total_")
                    : Open(Path.Combine(root, folder), "memory.max", "memory.current", "");
                tightest = Tighter(tightest, found);
                if (folder.Length == 0)
                {
                    break;
                }
            }
        }

        return tightest;
    }

    /// <summary>What is taken for good. When even all of it is no more than <paramref name="enough"/>, that is told without looking further.</summary>
    public long UsedBytes(long enough)
    {
        var usage = Number(Read(_usage));
        if (usage <= enough)
        {
            return usage;
        }

        var stat = Read(_stat);
        foreach (var name in _droppable)
        {
            usage -= Value(stat, name);
        }

        return usage;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _usage.Dispose();
        _stat.Dispose();
    }

    private static CgroupMemory? Tighter(CgroupMemory? one, CgroupMemory? other)
    {
        if (one is null || other is null)
        {
            return one ?? other;
        }

        var (kept, dropped) = one.LimitBytes <= other.LimitBytes ? (one, other) : (other, one);
        dropped.Dispose();
        return kept;
    }

    private static CgroupMemory? Open(string folder, string limit, string usage, string statPrefix)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(folder, limit));
            return long.TryParse(text, NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var bytes) && bytes < NoLimit
                ? new CgroupMemory(folder, bytes, usage, statPrefix)
                : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // In a container the path may be the host's, of which only a part is to be seen.
            return null;
        }
    }

    private ReadOnlySpan<byte> Read(SafeFileHandle file) => _buffer.AsSpan(0, RandomAccess.Read(file, _buffer, fileOffset: 0));

    private static long Value(ReadOnlySpan<byte> stat, ReadOnlySpan<byte> name)
    {
        while (!stat.IsEmpty)
        {
            var end = stat.IndexOf((byte)'\n');
            var line = end < 0 ? stat : stat[..end];
            if (line.StartsWith(name))
            {
                return Number(line[name.Length..]);
            }

            stat = end < 0 ? [] : stat[(end + 1)..];
        }

        return 0;
    }

    private static long Number(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out long number, out _) ? number : 0;
}
