using MeshRuntime.DataPlane.Health;

namespace MeshRuntime.Api;

/// <summary>What one request has taken of the memory for work. Only where memory is limited; for one reader at a time.</summary>
internal sealed class RequestRoom(LoadGauge gauge)
{
    // The message as it came, what is made of it, and what goes out.
    private const int Copies = 3;

    private long _taken;
    private long _forMessage;

    /// <summary>Takes as much; false when there is not.</summary>
    public bool TryTake(long bytes)
    {
        if (!gauge.TryTake(bytes))
        {
            return false;
        }

        _taken += bytes;
        return true;
    }

    /// <summary>Takes what a message costs that is kept whole, beyond what the largest one before it did; false when there is not as much.</summary>
    public bool TryTakeMessage(long length)
    {
        var more = (length * Copies) - _forMessage;
        if (more > 0 && !TryTake(more))
        {
            return false;
        }

        _forMessage += Math.Max(0, more);
        return true;
    }

    /// <summary>Gives all of it back, at the end of the request.</summary>
    public void Give() => gauge.Give(_taken);
}
