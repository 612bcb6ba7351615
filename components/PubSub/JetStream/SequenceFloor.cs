namespace MeshRuntime.Components.PubSub.JetStream;

/// <summary>
/// Knows the first message of a stream that is not done with, so that a consumer which the server forgot can be made again from there: neither from
/// the beginning nor with a gap. It holds what is under way, which the server bounds (max_ack_pending).
/// </summary>
internal sealed class SequenceFloor
{
    private readonly Lock _lock = new();
    private readonly SortedSet<long> _open = [];
    private long _highest;

    /// <summary>The number from which on messages are wanted.</summary>
    public long Next
    {
        get
        {
            lock (_lock)
            {
                return _open.Count > 0 ? _open.Min : _highest + 1;
            }
        }
    }

    /// <summary>All up to this one are of no interest; also after a stream began to count anew.</summary>
    public void Reset(long done)
    {
        lock (_lock)
        {
            _open.Clear();
            _highest = done;
        }
    }

    public void Open(long sequence)
    {
        lock (_lock)
        {
            _open.Add(sequence);
            _highest = Math.Max(_highest, sequence);
        }
    }

    public void Close(long sequence)
    {
        lock (_lock)
        {
            _open.Remove(sequence);
        }
    }
}
