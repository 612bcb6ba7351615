using System.Buffers;

namespace MeshRuntime.DataPlane.Forwarding;

/// <summary>Reads from a buffer what was read ahead of a stream, then from the stream.</summary>
/// <param name="rest">The stream; belongs to whoever made it.</param>
/// <param name="buffer">Rented; given back at the end.</param>
internal sealed class BegunStream(Stream rest, byte[] buffer) : Stream
{
    private int _from;
    private int _to;
    private bool _hasEnded;
    private Task<int>? _reading; // into the buffer, behind what is there

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Reads ahead until there is something, or the stream ends, however long that takes.</summary>
    public async ValueTask AwaitFirstAsync(CancellationToken cancellation) => Take(await rest.ReadAsync(buffer.AsMemory(_to), cancellation));

    /// <summary>Reads ahead until the stream ends, the buffer is full, or the stream makes it wait for longer than that.</summary>
    public async ValueTask BeginAsync(TimeSpan patience, TimeProvider time, CancellationToken cancellation)
    {
        while (!_hasEnded && _to < buffer.Length)
        {
            var read = rest.ReadAsync(buffer.AsMemory(_to), cancellation);
            if (!read.IsCompleted)
            {
                _reading = read.AsTask();
                await ((Task)_reading).WaitAsync(patience, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!_reading.IsCompleted)
                {
                    return;
                }

                await TakeAsync(_reading);
            }
            else
            {
                Take(await read);
            }
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        if (_from == _to && _reading is { } reading)
        {
            await TakeAsync(reading.WaitAsync(cancellationToken));
        }

        if (_from == _to)
        {
            return _hasEnded ? 0 : await rest.ReadAsync(destination, cancellationToken);
        }

        var count = Math.Min(destination.Length, _to - _from);
        buffer.AsMemory(_from, count).CopyTo(destination);
        _from += count;
        return count;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("only asynchronous reads");

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // Race: a read that is still under way writes into the buffer whenever it ends. Then it is left to the garbage collector.
        if (disposing && buffer.Length > 0 && _reading is null)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = [];
            _from = _to = 0;
            _hasEnded = true;
        }

        base.Dispose(disposing);
    }

    private async ValueTask TakeAsync(Task<int> reading)
    {
        var count = await reading;
        _reading = null;
        Take(count);
    }

    private void Take(int count)
    {
        _hasEnded = count == 0;
        _to += count;
    }
}
