using System.Buffers;
using System.IO.Pipelines;

namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>
/// A connection's reader that shows a <see cref="WireTap"/> each byte once, as it comes in: Kestrel decodes paths in place, so later is too late.
/// </summary>
internal sealed class TappedReader(PipeReader inner, WireTap tap) : PipeReader
{
    private ReadOnlySequence<byte> _last;
    private long _shown;

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        _shown = _last.Slice(consumed).Length;
        inner.AdvanceTo(consumed, examined);
    }

    public override bool TryRead(out ReadResult result)
    {
        var isRead = inner.TryRead(out result);
        if (isRead)
        {
            Show(result.Buffer);
        }

        return isRead;
    }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var result = await inner.ReadAsync(cancellationToken);
        Show(result.Buffer);
        return result;
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    private void Show(ReadOnlySequence<byte> buffer)
    {
        tap.Add(buffer.Slice(_shown));
        _shown = buffer.Length;
        _last = buffer;
    }
}
