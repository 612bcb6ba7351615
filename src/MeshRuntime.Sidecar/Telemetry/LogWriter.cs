using System.Buffers;
using System.Collections.Concurrent;
using System.Text;

namespace MeshRuntime.Sidecar.Telemetry;

/// <summary>
/// Writes lines to a stream from a thread of its own, so that a slow terminal or disk slows no call. What waits is bounded; when that is full,
/// lines are dropped and counted, and the count is written once there is room.
/// </summary>
internal sealed class LogWriter : IDisposable
{
    private const int MaxLines = 8192;

    // 8 Mi characters are 16 MiB of memory: lines grow with what strangers send, so a limit by count alone is none.
    private const long MaxChars = 8 << 20;

    private const int BatchBytes = 32 << 10;

    // How long a stop waits for a reader that does not read.
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(2);

    private readonly BlockingCollection<string> _lines = new(MaxLines);
    private readonly Stream _stream;
    private readonly Func<long, string> _dropNotice;
    private readonly Thread _thread;
    private long _waitingChars;
    private long _dropped;

    /// <summary>Starts writing.</summary>
    /// <param name="stream">Where to, unbuffered. It stays open: the process ends with it.</param>
    /// <param name="dropNotice">Makes the line that tells how many were dropped.</param>
    public LogWriter(Stream stream, Func<long, string> dropNotice)
    {
        _stream = stream;
        _dropNotice = dropNotice;
        _thread = new Thread(WriteAll) { IsBackground = true, Name = "log writer" };
        _thread.Start();
    }

    /// <summary>Takes a line, without its end. Never waits.</summary>
    public void Write(string line)
    {
        if (Interlocked.Add(ref _waitingChars, line.Length) > MaxChars || !TryAdd(line))
        {
            Interlocked.Add(ref _waitingChars, -line.Length);
            Interlocked.Increment(ref _dropped);
        }
    }

    /// <summary>Writes what waits, at most two seconds long, and takes no more. Call it before the process ends, however it ends.</summary>
    public void Dispose()
    {
        _lines.CompleteAdding();
        _thread.Join(DrainLimit);
    }

    private bool TryAdd(string line)
    {
        try
        {
            return _lines.TryAdd(line);
        }
        catch (InvalidOperationException)
        {
            // Lost the race against Dispose: the process is on its way out.
            return false;
        }
    }

    private void WriteAll()
    {
        var batch = new ArrayBufferWriter<byte>(BatchBytes * 2);
        var atStake = 0L;
        foreach (var line in _lines.GetConsumingEnumerable())
        {
            Interlocked.Add(ref _waitingChars, -line.Length);
            if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
            {
                Append(batch, _dropNotice(dropped));
                atStake += dropped;
            }

            Append(batch, line);
            atStake++;
            if (_lines.Count == 0 || batch.WrittenCount >= BatchBytes)
            {
                Flush(batch, atStake);
                atStake = 0;
            }
        }
    }

    private static void Append(ArrayBufferWriter<byte> batch, string line)
    {
        Encoding.UTF8.GetBytes(line, batch);
        batch.Write("\n"u8);
    }

    /// <summary>Writes a batch. When it fails, <paramref name="atStake"/> lines are lost: its own, and those it was to report.</summary>
    private void Flush(ArrayBufferWriter<byte> batch, long atStake)
    {
        try
        {
            _stream.Write(batch.WrittenSpan);
            _stream.Flush();
        }
        catch (IOException)
        {
            // Nobody reads any more, or the disk is full. The sidecar has other work; should the place come back, it is told what it missed.
            Interlocked.Add(ref _dropped, atStake);
        }

        batch.ResetWrittenCount();
    }
}
