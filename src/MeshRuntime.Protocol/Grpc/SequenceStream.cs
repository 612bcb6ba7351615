using System.Buffers;

namespace MeshRuntime.Protocol.Grpc;

/// <summary>
/// Reads a sequence of buffers as a stream, in place. The one that <c>PipeReader.Create(sequence).AsStream()</c> makes throws at the end of
/// some sequences (.NET 10.0).
/// </summary>
internal sealed class SequenceStream(ReadOnlySequence<byte> content) : Stream
{
    private ReadOnlySequence<byte> _left = content;

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

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var piece = _left.Slice(0, Math.Min(_left.Length, buffer.Length));
        piece.CopyTo(buffer);
        _left = _left.Slice(piece.End);
        return (int)piece.Length;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

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
}
