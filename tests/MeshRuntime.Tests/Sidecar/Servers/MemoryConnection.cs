using System.IO.Pipelines;
using System.Net;
using System.Text;
using MeshRuntime.Tests.Kit;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace MeshRuntime.Tests.Sidecar.Servers;

/// <summary>A connection as a server gets it, without a socket.</summary>
internal sealed class MemoryConnection : IConnectionLifetimeNotificationFeature, IAsyncDisposable
{
    private readonly CancellationTokenSource _closing = new();

    public MemoryConnection()
    {
        var (far, near) = DuplexPair.Create();
        Peer = far;
        Connection = new DefaultConnectionContext("1") { Transport = new StreamTransport(near), RemoteEndPoint = new IPEndPoint(IPAddress.Parse("10.0.0.7"), 4711) };
        Connection.Features.Set<IConnectionLifetimeNotificationFeature>(this);
    }

    /// <summary>The other end.</summary>
    public Stream Peer { get; }

    public ConnectionContext Connection { get; }

    /// <summary>What the peer has sent and nobody consumed.</summary>
    public async Task<string> UnreadAsync()
    {
        var read = await Connection.Transport.Input.ReadAsync();
        return Encoding.ASCII.GetString(read.Buffer);
    }

    CancellationToken IConnectionLifetimeNotificationFeature.ConnectionClosedRequested
    {
        get => _closing.Token;
        set => throw new NotSupportedException();
    }

    public bool IsCloseRequested => _closing.IsCancellationRequested;

    /// <summary>The server stops.</summary>
    public void RequestClose() => _closing.Cancel();

    public async ValueTask DisposeAsync()
    {
        _closing.Dispose();
        await Connection.DisposeAsync();
    }

    private sealed class StreamTransport(Stream stream) : IDuplexPipe
    {
        public PipeReader Input { get; } = PipeReader.Create(stream);

        public PipeWriter Output { get; } = PipeWriter.Create(stream);
    }
}
