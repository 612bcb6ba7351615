using System.Buffers;
using System.IO.Pipelines;
using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Components.Clients.Nats;

/// <summary>
/// What one connection is about to send. Writers put whole commands in, one after the other; the pump takes all that has gathered while it wrote, so
/// that many small messages become few packets. A full outbox holds its writers back.
/// </summary>
internal sealed class NatsOutbox(NatsServer server)
{
    private const int FullBytes = 1024 * 1024;
    private const int SegmentBytes = 32 * 1024;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Pipe _pipe = new(new PipeOptions(
        pauseWriterThreshold: FullBytes, resumeWriterThreshold: FullBytes / 2, minimumSegmentSize: SegmentBytes, useSynchronizationContext: false));

    /// <summary>Puts a command in.</summary>
    /// <param name="state">What the command is made of; static lambdas allocate nothing.</param>
    /// <param name="write">Writes the command; no other writer is in between.</param>
    /// <param name="cancellation">Ends the wait for room. What was put in already is sent.</param>
    /// <exception cref="ComponentException">The connection is lost.</exception>
    public async ValueTask WriteAsync<T>(T state, Action<IBufferWriter<byte>, T> write, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        FlushResult flushed;
        try
        {
            write(_pipe.Writer, state);
            flushed = await _pipe.Writer.FlushAsync(cancellation);
        }
        catch (InvalidOperationException)
        {
            // Completed by CompleteAsync before we held the gate.
            throw Lost();
        }
        finally
        {
            _gate.Release();
        }

        if (flushed.IsCompleted)
        {
            throw Lost();
        }
    }

    /// <summary>Sends what is put in, until <see cref="CompleteAsync"/> or until the stream breaks.</summary>
    public async Task PumpAsync(Stream stream, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var read = await _pipe.Reader.ReadAsync(stop);
                foreach (var segment in read.Buffer)
                {
                    await stream.WriteAsync(segment, stop);
                }

                _pipe.Reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return;
                }
            }
        }
        finally
        {
            // Who writes from now on is told.
            await _pipe.Reader.CompleteAsync();
        }
    }

    /// <summary>Takes nothing more; the pump ends when it has sent the rest.</summary>
    public async Task CompleteAsync()
    {
        await _gate.WaitAsync();
        await _pipe.Writer.CompleteAsync();
        _gate.Release();
    }

    private ComponentException Lost() => new(ComponentFault.Unavailable, $"the connection to NATS at {server} was lost.");
}
