using System.Buffers;
using System.IO.Pipelines;

namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>A connection's reader that shows a <see cref="WireTap"/> each byte once, when it is consumed.</summary>
internal sealed class TappedReader(PipeReader inner, WireTap tap) : PipeReader
{
    private ReadOnlySequence<byte> _last;

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        tap.Add(_last.Slice(_last.Start, consumed));
        inner.AdvanceTo(consumed, examined);
    }

    public override bool TryRead(out ReadResult result)
    {
        var isRead = inner.TryRead(out result);
        _last = result.Buffer;
        return isRead;
    }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var result = await inner.ReadAsync(cancellationToken);
        _last = result.Buffer;
        return result;
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);
}
