using System.Net;
using MeshRuntime.Api;
using MeshRuntime.DataPlane.Health;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Sidecar.Servers;

/// <summary>
/// Counts the connections of all callers and closes those that are too many, before they cost anything: a process that has used up its files can neither
/// accept nor call, and the server would spin on the failure. Beyond the most, a few are let in for health alone.
/// </summary>
/// <param name="most">Connections at once; null for any number.</param>
/// <param name="gauge">Told of those that are let in for health.</param>
/// <param name="time">For the log.</param>
/// <param name="log">One line in ten seconds.</param>
internal sealed partial class ConnectionBudget(int? most, LoadGauge gauge, TimeProvider time, ILogger<ConnectionBudget> log)
{
    /// <summary>Connections beyond the most, which serve health.</summary>
    public const int ForHealth = 16;

    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    private readonly long _linesEvery = (long)(BetweenLines.TotalSeconds * time.TimestampFrequency);
    private readonly ConnectionContext?[] _reserved = new ConnectionContext?[ForHealth];
    private int _open;
    private uint _nextReserved;
    private int _refused;
    private long _nextLine = long.MinValue;

    /// <summary>Connections now.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Counts a server's connections.</summary>
    /// <param name="next">Serves them.</param>
    /// <param name="servesHealth">Whether those beyond the most may come in for health.</param>
    public ConnectionDelegate Guard(ConnectionDelegate next, bool servesHealth) => connection => ServeAsync(connection, next, servesHealth);

    private async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next, bool servesHealth)
    {
        var open = Interlocked.Increment(ref _open);
        var isBeyond = open > most || gauge.IsMemoryShort; // each new one is buffers that nobody has counted
        var reserved = isBeyond && servesHealth ? Reserve(connection) : -1;
        try
        {
            if (isBeyond)
            {
                Tell(connection.RemoteEndPoint, open - 1);
            }

            if (reserved >= 0 || !isBeyond)
            {
                await next(connection);
            }
            else
            {
                connection.Abort(new ConnectionAbortedException("There are too many connections."));
            }
        }
        finally
        {
            Interlocked.Decrement(ref _open);
            if (reserved >= 0)
            {
                Interlocked.CompareExchange(ref _reserved[reserved], null, connection);
                gauge.ReservedEnds();
            }
        }
    }

    /// <summary>Gives it one of the places for health. The oldest makes room: who opens connections and says nothing does not keep health away.</summary>
    private int Reserve(ConnectionContext connection)
    {
        var place = (int)(Interlocked.Increment(ref _nextReserved) % ForHealth);
        gauge.ReservedBegins();
        connection.Features.Set(ReservedConnection.Mark);
        Interlocked.Exchange(ref _reserved[place], connection)?.Abort(new ConnectionAbortedException("There are too many connections."));
        return place;
    }

    private void Tell(EndPoint? from, int open)
    {
        Interlocked.Increment(ref _refused);
        var (due, now) = (Volatile.Read(ref _nextLine), time.GetTimestamp());

        // Race: of several at once one speaks, and for all of them.
        if (now >= due && Interlocked.CompareExchange(ref _nextLine, now + _linesEvery, due) == due)
        {
            Log.TooMany(log, from, open, most ?? 0, Interlocked.Exchange(ref _refused, 0));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4062, LogLevel.Warning, "Too many connections: {Open} of at most {Most} are open, and {Refused} more were refused, the last from {Address}. Use fewer connections, or raise the limit of open files (ulimit -n) or of memory")]
        public static partial void TooMany(ILogger logger, EndPoint? address, int open, int most, int refused);
    }
}
