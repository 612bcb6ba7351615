namespace MeshRuntime.DataPlane.Resilience;

/// <summary>A sum of what was added within the last ten seconds, a second at a time. No lock: each second and its sum share one word.</summary>
internal sealed class RecentSum(TimeProvider time)
{
    /// <summary>How far back it counts.</summary>
    public const int Seconds = 10;

    // Upper half: the second that the place stands for; lower half: its sum.
    private readonly long[] _places = new long[Seconds];

    /// <summary>The sum.</summary>
    public long Value
    {
        get
        {
            var now = Second();
            var sum = 0L;
            foreach (ref var place in _places.AsSpan())
            {
                var word = Volatile.Read(ref place);
                if (now - (uint)(word >>> 32) < Seconds)
                {
                    sum += (int)word;
                }
            }

            return sum;
        }
    }

    /// <summary>Adds to it.</summary>
    public void Add(int amount)
    {
        var second = Second();
        ref var place = ref _places[second % Seconds];
        while (true)
        {
            var word = Volatile.Read(ref place);
            var sum = (uint)(word >>> 32) == second ? (int)word : 0;
            var next = ((long)second << 32) | (uint)(sum + amount);
            if (Interlocked.CompareExchange(ref place, next, word) == word)
            {
                return;
            }
        }
    }

    private uint Second() => (uint)(time.GetTimestamp() / time.TimestampFrequency);
}
