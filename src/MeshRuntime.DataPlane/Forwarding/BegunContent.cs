using System.Net;

namespace MeshRuntime.DataPlane.Forwarding;

/// <summary>The body of an answer of which a part was read ahead.</summary>
internal sealed class BegunContent : HttpContent
{
    private readonly HttpContent _answer;
    private readonly BegunStream _body;

    /// <param name="answer">The body as it came; disposed with this.</param>
    /// <param name="body">Its stream, with what was read of it.</param>
    public BegunContent(HttpContent answer, BegunStream body)
    {
        (_answer, _body) = (answer, body);
        foreach (var (name, values) in answer.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    /// <inheritdoc/>
    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(_body);

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _body.CopyToAsync(stream);

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false; // the answer's own header says it, where it does
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _body.Dispose();
            _answer.Dispose();
        }

        base.Dispose(disposing);
    }
}
