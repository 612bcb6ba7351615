using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.NameResolution;

namespace MeshRuntime.Tests.ControlPlane.Kit;

/// <summary>A registry that the test writes: what it sends comes out of the watch, null breaks it.</summary>
internal sealed class FakeResolver : INameResolver
{
    private readonly ConcurrentDictionary<string, Channel<EndpointSet?>> _sets = new();
    private int _watching;

    public int Watching => Volatile.Read(ref _watching);

    public int Asked { get; private set; }

    public Func<CancellationToken, ValueTask<EndpointSet>> Answer { get; set; } = _ => new(EndpointSet.Empty);

    public static EndpointSet Set(params int[] ports) => new([.. ports.Select(port => new Endpoint("127.0.0.1", port))]);

    public void Send(string appId, EndpointSet? set) => ChannelOf(appId).Writer.TryWrite(set);

    public ValueTask<EndpointSet> ResolveAsync(ServiceName name, CancellationToken cancellation)
    {
        Asked++;
        return Answer(cancellation);
    }

    public async IAsyncEnumerable<EndpointSet> WatchAsync(ServiceName name, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Interlocked.Increment(ref _watching);
        try
        {
            await foreach (var set in ChannelOf(name.AppId).Reader.ReadAllAsync(cancellation))
            {
                yield return set ?? throw new ComponentException(ComponentFault.Unavailable, "the registry is away");
            }
        }
        finally
        {
            Interlocked.Decrement(ref _watching);
        }
    }

    public ValueTask RegisterAsync(ServiceInstance instance, CancellationToken cancellation) => default;

    public ValueTask DeregisterAsync(CancellationToken cancellation) => default;

    public ValueTask StartAsync(CancellationToken cancellation) => default;

    public ValueTask DisposeAsync() => default;

    private Channel<EndpointSet?> ChannelOf(string appId) => _sets.GetOrAdd(appId, _ => Channel.CreateUnbounded<EndpointSet?>());
}
