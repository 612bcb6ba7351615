using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.DataPlane.Calls;

/// <summary>
/// Counts an endpoint's failures in a row, and holds its ejection: until when, and whether a call is finding out if it is over. Read and counted without a
/// lock; ejected and returned by one decision at a time.
/// </summary>
internal sealed class EndpointHealth
{
    private int _failures;
    private long _ejectedUntil;
    private int _isProbed;

    // Only for whoever decides.
    private int _inARow;
    private TimeSpan _length;
    private long _returnedAt;

    /// <summary>True from its ejection until a probe has found it well, also while the time of the ejection is over.</summary>
    public bool IsEjected => Volatile.Read(ref _ejectedUntil) != 0;

    /// <summary>How long the last ejection is, or was.</summary>
    public TimeSpan Length => _length;

    /// <summary>A call ended well.</summary>
    public void Succeeded()
    {
        // Read first, as everything on the path of success.
        if (Volatile.Read(ref _failures) != 0)
        {
            Volatile.Write(ref _failures, 0);
        }
    }

    /// <summary>A call failed; returns how many have in a row.</summary>
    public int Failed() => Interlocked.Increment(ref _failures);

    /// <summary>True for exactly one call, when the time of an ejection is over: it goes there and finds out. It must end the probe.</summary>
    public bool TryBeginProbe(TimeProvider time)
    {
        if (!IsDue(time) || Interlocked.Exchange(ref _isProbed, 1) != 0)
        {
            return false;
        }

        // Race: between the two lines above a whole probe of another call may have begun and ended. What it found counts.
        if (IsDue(time))
        {
            return true;
        }

        EndProbe();
        return false;
    }

    /// <summary>The probe is over; what it found has been told before.</summary>
    public void EndProbe() => Volatile.Write(ref _isProbed, 0);

    /// <summary>Begins an ejection, or the next one in a row.</summary>
    public void Eject(EjectionPlan plan, TimeProvider time)
    {
        // In a row: when the last return did not last as long as the ejection before it.
        var isAgain = IsEjected || (_inARow > 0 && time.GetElapsedTime(_returnedAt) < _length);
        _inARow = isAgain ? _inARow + 1 : 1;
        _length = LengthOf(_inARow, plan);
        Until(_length, time);
        Volatile.Write(ref _failures, 0);
    }

    /// <summary>A probe found nothing out: the next one waits a while, too.</summary>
    public void Postpone(EjectionPlan plan, TimeProvider time) => Until(plan.BaseTime, time);

    /// <summary>Ends the ejection.</summary>
    public void Return(TimeProvider time)
    {
        _returnedAt = time.GetTimestamp();
        Volatile.Write(ref _failures, 0);
        Volatile.Write(ref _ejectedUntil, 0);
    }

    private bool IsDue(TimeProvider time)
    {
        var until = Volatile.Read(ref _ejectedUntil);
        return until != 0 && time.GetTimestamp() >= until;
    }

    private void Until(TimeSpan length, TimeProvider time) =>
        Volatile.Write(ref _ejectedUntil, Math.Max(1, time.GetTimestamp() + (long)(length.TotalSeconds * time.TimestampFrequency)));

    private static TimeSpan LengthOf(int inARow, EjectionPlan plan)
    {
        // As a number: the 35th doubling of a second no longer fits a TimeSpan.
        var seconds = Math.Min(plan.BaseTime.TotalSeconds * Math.Pow(2, inARow - 1), plan.MaxTime.TotalSeconds);
        return TimeSpan.FromSeconds(seconds);
    }
}
