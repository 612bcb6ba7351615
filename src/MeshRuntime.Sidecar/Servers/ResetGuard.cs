using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Sidecar.Servers;

/// <summary>
/// Ends an HTTP/2 connection that takes back more requests than <see cref="ResetWatch"/> allows (rapid reset, CVE-2023-44487). Kestrel's own guard counts
/// the requests whose handlers have not ended yet, against twice the streams that may be open: with our 1,024 it is met only by luck.
/// </summary>
/// <remarks>What is beyond the limit never reaches the server: to it, the connection's input has ended.</remarks>
internal sealed partial class ResetGuard : PipeReader
{
    // For what the server still has to say to a client that may not listen.
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(2);

    private readonly PipeReader _input;
    private readonly ResetWatch _watch;
    private readonly TaskCompletionSource _tripped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ReadOnlySequence<byte> _buffer;
    private long _watched; // at the beginning of the next read: bytes that the server left there and that were looked at before

    private ResetGuard(PipeReader input, TimeProvider time)
    {
        _input = input;
        _watch = new ResetWatch(time);
    }

    /// <summary>Serves an HTTP/2 connection, from its preface on, until it ends.</summary>
    public static async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next, TimeProvider time, ILogger<ResetGuard> log)
    {
        var transport = connection.Transport;
        var guard = new ResetGuard(transport.Input, time);
        connection.Transport = new Guarded(guard, transport.Output);
        try
        {
            var serving = next(connection);
            await Task.WhenAny(serving, guard._tripped.Task);
            if (guard._tripped.Task.IsCompleted)
            {
                Log.Tripped(log, connection.RemoteEndPoint, ResetWatch.Burst, ResetWatch.PerSecond);
                await EndAsync(connection, transport.Output, serving, time);
            }

            await serving;
        }
        finally
        {
            connection.Transport = transport;
        }
    }

    /// <inheritdoc/>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (_tripped.Task.IsCompleted)
        {
            return new ValueTask<ReadResult>(End);
        }

        var reading = _input.ReadAsync(cancellationToken);
        return reading.IsCompletedSuccessfully ? new ValueTask<ReadResult>(Look(reading.Result)) : WaitAsync(reading);
    }

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        if (_tripped.Task.IsCompleted)
        {
            result = End;
            return true;
        }

        var hasRead = _input.TryRead(out result);
        result = hasRead ? Look(result) : result;
        return hasRead;
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_tripped.Task.IsCompleted)
        {
            return; // all was taken in Look
        }

        _watched -= _buffer.Slice(0, consumed).Length;
        _buffer = default;
        _input.AdvanceTo(consumed, examined);
    }

    /// <inheritdoc/>
    public override void CancelPendingRead() => _input.CancelPendingRead();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => _input.Complete(exception);

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(Exception? exception = null) => _input.CompleteAsync(exception);

    private static ReadResult End => new(default, isCanceled: false, isCompleted: true);

    // Pooled: this is on the way of every read that has to wait.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> WaitAsync(ValueTask<ReadResult> reading) => Look(await reading);

    private ReadResult Look(ReadResult read)
    {
        if (_watch.Allows(_watched == 0 ? read.Buffer : read.Buffer.Slice(_watched)))
        {
            _buffer = read.Buffer;
            _watched = read.Buffer.Length;
            return read;
        }

        _input.AdvanceTo(read.Buffer.End);
        _tripped.SetResult();
        return End;
    }

    private static async Task EndAsync(ConnectionContext connection, PipeWriter output, Task serving, TimeProvider time)
    {
        try
        {
            await serving.WaitAsync(EndLimit, time);
            WriteGoAway(output);
            using var limit = new CancellationTokenSource(EndLimit, time);
            await output.FlushAsync(limit.Token);
        }
        catch (Exception failure) when (failure is TimeoutException or OperationCanceledException or IOException)
        {
            // It does not listen, or is gone.
        }

        connection.Abort(new ConnectionAbortedException("The client took back too many requests."));
    }

    /// <summary>The server has said that it goes, for its part without a fault; the last word says why.</summary>
    private static void WriteGoAway(PipeWriter output)
    {
        const int PayloadBytes = 8;
        const byte GoAway = 7;
        const uint EnhanceYourCalm = 11;
        var frame = output.GetSpan(9 + PayloadBytes)[..(9 + PayloadBytes)];
        frame.Clear();
        frame[2] = PayloadBytes;
        frame[3] = GoAway;
        BinaryPrimitives.WriteUInt32BigEndian(frame[13..], EnhanceYourCalm); // after the last stream: 0, the server has named it
        output.Advance(frame.Length);
    }

    private sealed class Guarded(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }

    private static partial class Log
    {
        [LoggerMessage(4034, LogLevel.Warning, "The connection from {Address} was ended: it took back more than {Burst} requests at once, or {PerSecond} a second")]
        public static partial void Tripped(ILogger logger, EndPoint? address, int burst, int perSecond);
    }
}
