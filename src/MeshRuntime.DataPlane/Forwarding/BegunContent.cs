using System.Net;

namespace MeshRuntime.DataPlane.Forwarding;

/// <summary>A body of which the beginning was read before.</summary>
internal sealed class BegunContent : HttpContent
{
    private readonly HttpContent _body;
    private readonly BegunStream _stream;

    /// <param name="body">The whole of it; disposed with this.</param>
    /// <param name="rest">Its stream, after the beginning.</param>
    /// <param name="beginning">What was read of it.</param>
    public BegunContent(HttpContent body, Stream rest, ReadOnlyMemory<byte> beginning)
    {
        (_body, _stream) = (body, new BegunStream(beginning, rest));
        foreach (var (name, values) in body.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(_stream);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _stream.CopyToAsync(stream);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        _stream.CopyToAsync(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _body.Dispose();
        }

        base.Dispose(disposing);
    }
}
