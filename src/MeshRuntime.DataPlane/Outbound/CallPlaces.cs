using System.Diagnostics;

namespace MeshRuntime.DataPlane.Outbound;

/// <summary>
/// Counts the calls to one target that are under way, and lines up those that wait for one to end. How many may be is said with each call: a limit that
/// changes holds at once, and nobody loses the place it has.
/// </summary>
internal sealed class CallPlaces
{
    private readonly Lock _lining = new();
    private readonly LinkedList<Waiter> _line = [];

    // Both counts in one word, so that one compare-and-swap sees both: who comes takes no place while others wait. Calls that wait change under the lock only.
    private long _counts;
    private volatile int _most;

    /// <summary>Calls that have a place.</summary>
    public int Taken => (int)Volatile.Read(ref _counts);

    /// <summary>Calls that wait for one.</summary>
    public int Waiting => (int)(Volatile.Read(ref _counts) >> 32);

    /// <summary>Takes a place, or a place in the line. Done at once when there is one, or when the line is full.</summary>
    /// <param name="most">Places.</param>
    /// <param name="mostWaiting">How long the line may be.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>False when there is none: the line is full, or the caller no longer waits.</returns>
    public ValueTask<bool> TakeAsync(int most, int mostWaiting, CancellationToken cancellation)
    {
        _most = most;
        return TryTake(most) ? new(true) : LineUpAsync(most, mostWaiting, cancellation);
    }

    /// <summary>Gives a place back; the first of the line gets it.</summary>
    public void Give()
    {
        while (Volatile.Read(ref _counts) is var counts && counts >> 32 == 0)
        {
            if (Interlocked.CompareExchange(ref _counts, counts - 1, counts) == counts)
            {
                return;
            }
        }

        lock (_lining)
        {
            Interlocked.Decrement(ref _counts);
            Serve_Locked();
        }
    }

    private bool TryTake(int most)
    {
        while (Volatile.Read(ref _counts) is var counts && counts >> 32 == 0 && (int)counts < most)
        {
            if (Interlocked.CompareExchange(ref _counts, counts + 1, counts) == counts)
            {
                return true;
            }
        }

        return false;
    }

    private async ValueTask<bool> LineUpAsync(int most, int mostWaiting, CancellationToken cancellation)
    {
        var waiter = new Waiter();
        lock (_lining)
        {
            if (_line.Count >= mostWaiting)
            {
                // Race: a place may have been given back between the first look and the lock.
                return TryTake(most);
            }

            waiter.Place = _line.AddLast(waiter);
            Interlocked.Add(ref _counts, 1L << 32);

            // Race: as above. And a limit that was raised has places for more than one.
            Serve_Locked();
        }

        await using (cancellation.UnsafeRegister(_ => Leave(waiter), null))
        {
            return await waiter.Task;
        }
    }

    private void Leave(Waiter waiter)
    {
        lock (_lining)
        {
            // Race: it may have got its place at this moment. Then it keeps it.
            if (waiter.Place is { } place)
            {
                Remove_Locked(place);
                waiter.SetResult(false);
            }
        }
    }

    private void Serve_Locked()
    {
        Debug.Assert(_lining.IsHeldByCurrentThread);
        while (_line.First is { } first && Taken < _most)
        {
            Interlocked.Increment(ref _counts);
            Remove_Locked(first);
            first.Value.SetResult(true);
        }
    }

    private void Remove_Locked(LinkedListNode<Waiter> place)
    {
        Debug.Assert(_lining.IsHeldByCurrentThread);
        _line.Remove(place);
        place.Value.Place = null;
        Interlocked.Add(ref _counts, -(1L << 32));
    }

    private sealed class Waiter() : TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        /// <summary>Where it stands; null when it no longer does.</summary>
        public LinkedListNode<Waiter>? Place { get; set; }
    }
}
