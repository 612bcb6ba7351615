using System.Net;

namespace MeshRuntime.DataPlane.App;

/// <summary>The body of an answer that holds a place at the app until it is disposed.</summary>
internal sealed class HeldContent : HttpContent
{
    private readonly HttpContent _body;
    private readonly IDisposable _place;

    /// <param name="body">What the app sends.</param>
    /// <param name="place">Given back with it.</param>
    public HeldContent(HttpContent body, IDisposable place)
    {
        (_body, _place) = (body, place);
        foreach (var (name, values) in body.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    protected override Task<Stream> CreateContentReadStreamAsync() => _body.ReadAsStreamAsync();

    protected override Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) => _body.ReadAsStreamAsync(cancellationToken);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _body.CopyToAsync(stream, context);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        _body.CopyToAsync(stream, context, cancellationToken);

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
            _place.Dispose();
        }

        base.Dispose(disposing);
    }
}
