using MeshRuntime.DataPlane.Health;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Sidecar.Shedding;

/// <summary>
/// Looks at the memory ten times a second and sets the gauge that the doors read: work is refused before the kernel kills the process, or the heap is full.
/// Garbage is no load: before it calls memory short, and each second while it is, it has it collected.
/// </summary>
/// <param name="bounds">The limits; without any there is nothing to watch.</param>
/// <param name="gauge">What the doors read.</param>
/// <param name="collect">Collects garbage and gives the memory back.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where it tells of beginning and end.</param>
internal sealed partial class MemoryWatch(
    IReadOnlyList<MemoryBound> bounds, LoadGauge gauge, Action collect, TimeProvider time, ILogger<MemoryWatch> log)
{
    // The rest is for what is under way, and for what comes between two looks. (Envoy stops accepting at 95 % of a heap that is counted exactly; ours
    // shares its limit with the stacks, the sockets' buffers and the runtime.)
    internal const double Short = 0.85;

    // Lower than where it begins, so that it does not flicker.
    internal const double Enough = 0.75;

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenCollections = TimeSpan.FromSeconds(1);

    private long _collectedAt;
    private bool _hasCollected;

    /// <summary>Finds the limits of this process: of its control groups, and of its heap where that is set.</summary>
    public static IReadOnlyList<MemoryBound> FindBounds()
    {
        const string Memberships = "/proc/self/cgroup";
        var bounds = new List<MemoryBound>();
        if (File.Exists(Memberships) && CgroupMemory.Find("/sys/fs/cgroup", File.ReadAllText(Memberships)) is { } group)
        {
            bounds.Add(new MemoryBound("its control group", group.LimitBytes, group.UsedBytes));
        }

        // The runtime takes three quarters of a control group for the heap, or what DOTNET_GCHeapHardLimit says; else all that the machine has.
        var heap = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (bounds.Count > 0 || AppContext.GetData("System.GC.HeapHardLimit") is not null || Environment.GetEnvironmentVariable("DOTNET_GCHeapHardLimit") is not null)
        {
            bounds.Add(new MemoryBound("its heap", heap, _ => GC.GetTotalMemory(forceFullCollection: false)));
        }

        return bounds;
    }

    /// <summary>Gives garbage back to the system.</summary>
    public static void Collect() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    /// <summary>Watches until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (bounds.Count == 0)
        {
            return;
        }

        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                Look();
            }
        }
        catch (OperationCanceledException)
        {
            // The sidecar stops.
        }
    }

    /// <summary>Looks once.</summary>
    internal void Look()
    {
        var tightest = Tightest();
        if (tightest.Share >= (gauge.IsMemoryShort ? Enough : Short) && MayCollect())
        {
            collect();
            tightest = Tightest();
        }

        if (!gauge.IsMemoryShort && tightest.Share >= Short)
        {
            gauge.IsMemoryShort = true;
            Log.Short(log, tightest.Share * 100, tightest.Bound.LimitBytes >> 20, tightest.Bound.Name);
        }
        else if (gauge.IsMemoryShort && tightest.Share < Enough)
        {
            gauge.IsMemoryShort = false;
            Log.EnoughAgain(log, tightest.Share * 100, tightest.Bound.LimitBytes >> 20, tightest.Bound.Name);
        }
    }

    private (MemoryBound Bound, double Share) Tightest()
    {
        (MemoryBound Bound, double Share) tightest = (bounds[0], bounds[0].Share);
        for (var i = 1; i < bounds.Count; i++)
        {
            tightest = bounds[i].Share is var share && share > tightest.Share ? (bounds[i], share) : tightest;
        }

        return tightest;
    }

    private bool MayCollect()
    {
        if (_hasCollected && time.GetElapsedTime(_collectedAt) < BetweenCollections)
        {
            return false;
        }

        (_hasCollected, _collectedAt) = (true, time.GetTimestamp());
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(4060, LogLevel.Warning, "Memory is short: {Percent:0} % of the {LimitMiB} MiB of {Bound} are taken; new work is refused until it is less")]
        public static partial void Short(ILogger logger, double percent, long limitMiB, string bound);

        [LoggerMessage(4061, LogLevel.Information, "Memory is enough again: {Percent:0} % of the {LimitMiB} MiB of {Bound} are taken")]
        public static partial void EnoughAgain(ILogger logger, double percent, long limitMiB, string bound);
    }
}
