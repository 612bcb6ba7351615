using System.IO.Pipelines;

namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>A connection whose incoming bytes are shown to a <see cref="WireTap"/>.</summary>
internal sealed class TappedPipe(IDuplexPipe inner, WireTap tap) : IDuplexPipe
{
    public PipeReader Input { get; } = new TappedReader(inner.Input, tap);

    public PipeWriter Output => inner.Output;
}
