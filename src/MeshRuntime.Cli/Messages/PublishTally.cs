using MeshRuntime.Cli.Commands;
using MeshRuntime.Cli.Sidecars;

namespace MeshRuntime.Cli.Messages;

/// <summary>Counts what became of messages.</summary>
internal sealed class PublishTally(string appId)
{
    // A sentence for each kind of failure; beyond these it is a screen that nobody reads.
    private const int MaxReasons = 5;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _reasons = [];
    private long _published;
    private long _failed;
    private SidecarReply? _firstFailure;
    private volatile bool _isRefused;

    public long Published => Interlocked.Read(ref _published);

    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Null while there was none.</summary>
    public SidecarReply? FirstFailure => Volatile.Read(ref _firstFailure);

    /// <summary>True when a message was refused for what the others have too.</summary>
    public bool IsRefused => _isRefused;

    /// <summary>The failures and how often each came, the most frequent first.</summary>
    public IReadOnlyList<(string Reason, long Times)> Reasons
    {
        get
        {
            lock (_gate)
                return [.. _reasons.Select(reason => (reason.Key, reason.Value)).OrderByDescending(reason => reason.Value)];
        }
    }

    public void Add(SidecarReply reply)
    {
        if (reply.IsGood)
        {
            Interlocked.Increment(ref _published);
            return;
        }

        Interlocked.Increment(ref _failed);
        Interlocked.CompareExchange(ref _firstFailure, reply, null);
        var reason = Refusal.Words(reply, appId);
        lock (_gate)
        {
            if (_reasons.Count >= MaxReasons && !_reasons.ContainsKey(reason))
                reason = "other reasons";
            _reasons[reason] = _reasons.GetValueOrDefault(reason) + 1;
        }

        // 408 and 429 pass; the rest of them say that the request is wrong, and it stays the same.
        if (reply.Status is >= 400 and < 500 and not (408 or 429))
            _isRefused = true;
    }
}
