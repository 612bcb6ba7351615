namespace MeshRuntime.ComponentTests.Kit;

/// <summary>
/// A clock that leaps from one wait to the next, so that a day of waiting passes in seconds. It does so only while nothing works: as long as there is
/// a limit on something under way (a <see cref="CancellationTokenSource"/> with a time), real time passes and that one does not.
/// </summary>
internal sealed class LeapingClock : TimeProvider
{
    // How often nothing must have changed until it is believed that nothing will.
    private const int QuietLooks = 4;

    private readonly Lock _lock = new();
    private readonly HashSet<Timer> _timers = [];
    private long _now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks;
    private long _changes;

    /// <summary>How many limits were set so far: one for each attempt to connect.</summary>
    public int Limits { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(GetTimestamp(), TimeSpan.Zero);

    public override long GetTimestamp() => Volatile.Read(ref _now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets that much time pass.</summary>
    /// <param name="time">How much.</param>
    /// <param name="pauses">How many loops there are that pause between two attempts: what does not pause works, and is waited for.</param>
    public async Task PassAsync(TimeSpan time, int pauses = 0)
    {
        for (var until = GetTimestamp() + time.Ticks; ;)
        {
            await QuietAsync(pauses);
            if (TakeNext(until) is not { } due)
            {
                return;
            }

            due.Fire();
        }
    }

    private async Task QuietAsync(int pauses)
    {
        for (var (quiet, seen) = (0, -1L); quiet < QuietLooks;)
        {
            await Task.Yield();
            lock (_lock)
            {
                var isQuiet = seen == _changes && ThreadPool.PendingWorkItemCount == 0 && !_timers.Any(timer => timer.IsLimit)
                    && _timers.Count(timer => timer.IsPause) >= pauses;
                quiet = isQuiet ? quiet + 1 : 0;
                seen = _changes;
            }
        }
    }

    private Timer? TakeNext(long until)
    {
        lock (_lock)
        {
            var next = _timers.Where(timer => timer.Due <= until).MinBy(timer => timer.Due);
            Volatile.Write(ref _now, next?.Due ?? until);
            if (next is { Period: { } period })
            {
                next.Due += period;
            }
            else if (next is not null)
            {
                _timers.Remove(next);
            }

            return next;
        }
    }

    private sealed class Timer(LeapingClock clock, TimerCallback callback, object? state) : ITimer
    {
        public bool IsLimit => state is CancellationTokenSource;

        public bool IsPause => state is Task;

        public long Due { get; set; }

        public long? Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                clock._changes++;
                clock._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = clock._now + dueTime.Ticks;
                    Period = period == Timeout.InfiniteTimeSpan || period == TimeSpan.Zero ? null : period.Ticks;
                    clock._timers.Add(this);
                    clock.Limits += IsLimit ? 1 : 0;
                }

                return true;
            }
        }

        public void Dispose()
        {
            lock (clock._lock)
            {
                clock._changes++;
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
