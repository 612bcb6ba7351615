using System.Collections.Concurrent;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.DataPlane.Resilience;

/// <summary>The breakers of one target, one for each method. Finding one takes no lock; past the limit the one unused for longest is forgotten.</summary>
/// <param name="plan">Of each of them.</param>
/// <param name="size">How many are kept; at least 1.</param>
/// <param name="create">Makes one for a method.</param>
internal sealed class BreakerTable(BreakerPlan plan, int size, Func<string, Breaker> create)
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Lock _adding = new();
    private long _uses;

    public BreakerPlan Plan => plan;

    public int Size => size;

    /// <summary>The breaker of a method, made when it is new.</summary>
    public Breaker Find(string method)
    {
        var entry = _entries.TryGetValue(method, out var known) ? known : Add(method);
        entry.LastUse = Interlocked.Increment(ref _uses);
        return entry.Breaker;
    }

    private Entry Add(string method)
    {
        lock (_adding)
        {
            if (_entries.TryGetValue(method, out var known))
            {
                return known;
            }

            // A scan, as seldom as a method is new: a list in order of use would want a lock for each call.
            if (_entries.Count >= size)
            {
                _entries.TryRemove(_entries.MinBy(pair => pair.Value.LastUse).Key, out _);
            }

            return _entries[method] = new Entry(create(method)) { LastUse = Interlocked.Increment(ref _uses) };
        }
    }

    private sealed class Entry(Breaker breaker)
    {
        private long _lastUse;

        public Breaker Breaker => breaker;

        public long LastUse
        {
            get => Volatile.Read(ref _lastUse);
            set => Volatile.Write(ref _lastUse, value);
        }
    }
}
