using System.Collections.Concurrent;
using MeshRuntime.TestBrokers;

namespace MeshRuntime.InteropTests.Messaging;

/// <summary>
/// A broker, sidecars that have it as the component <c>bus</c>, and the scripts that play on it; each runs once, for the first test that asks.
/// </summary>
public abstract class BrokerFixture : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<ScriptRun>>> _runs = new();
    private readonly MeshBed _bed = new();
    private readonly Lazy<Task> _starting;
    private readonly Lazy<Task<SidecarHandle>> _streaming;

    private protected BrokerFixture()
    {
        _starting = new(StartAsync);
        _streaming = new(() => _bed.SidecarAsync($"{Kind}-streams", Flags));
    }

    /// <summary>The component's type, without <c>pubsub.</c>.</summary>
    private protected abstract string Kind { get; }

    /// <summary>The process to start; null when the broker is a part of the sidecar.</summary>
    private protected virtual Broker? Server => null;

    /// <summary>The component's metadata.</summary>
    private protected virtual IEnumerable<(string Name, string Value)> Metadata => [];

    /// <summary>False when what one sidecar publishes stays in it, for each subscriber there.</summary>
    private protected virtual bool IsShared => true;

    /// <summary>True when a failed message comes again.</summary>
    private protected virtual bool Redelivers => true;

    /// <summary>What the broker's own clients do.</summary>
    private protected virtual TheoryData<string> OfOtherClients => [];

    private string[] Flags => ["--resources-path", Path.Combine(_bed.Home, "resources")];

    private string[] Options =>
        [$"shared={Word(IsShared)}", $"redelivers={Word(Redelivers)}", $"kind={Kind}", $"port={Server?.Port}"];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _bed.DisposeAsync();
        if (Server is { } server)
        {
            await server.DisposeAsync();
        }
    }

    /// <summary>Two apps of Dapr's SDK and their sidecars.</summary>
    internal Task<ScriptRun> SdkAsync() => OnceAsync("sdk", async () =>
    {
        var (http, grpc) = (Sidecar("http"), Sidecar("grpc"));
        var names = TopicScenarios.OfSdk.Concat(Redelivers ? TopicScenarios.OfRedelivery : []).Concat(OfOtherClients).Select(row => row.Data);
        return await ScriptRun.StartAsync(Language.Node, "topics", [string.Join(',', names), Ports(http), Ports(grpc), .. Options], http, grpc);
    });

    /// <summary>Clients that subscribe by <c>SubscribeTopicEventsAlpha1</c>, through one sidecar without app.</summary>
    internal Task<ScriptRun> StreamsAsync(Language language) => OnceAsync($"streams {language}", async () =>
    {
        var sidecar = await _streaming.Value;
        var names = TopicScenarios.OfStreams.Concat(Redelivers ? TopicScenarios.OfStreamRedelivery : []).Select(row => row.Data);
        var script = language == Language.Node ? "topic-streams" : "topic_streams";
        return await ScriptRun.StartAsync(language, script, [string.Join(',', names), $"{sidecar.GrpcPort}", $"competes={Word(IsShared)}"], sidecar);
    });

    private async Task<ScriptRun> OnceAsync(string name, Func<Task<ScriptRun>> run)
    {
        await _starting.Value;
        return await _runs.GetOrAdd(name, _ => new Lazy<Task<ScriptRun>>(run)).Value;
    }

    private async Task StartAsync()
    {
        if (Server is { } server)
        {
            await server.StartAsync();
        }

        IEnumerable<(string Name, string Value)> metadata = [.. Metadata, ("protectedTopics", "forbidden")];
        var fields = string.Concat(metadata.Select(field => $"  - name: {field.Name}\n    value: \"{field.Value}\"\n"));
        _bed.Write("resources/bus.yaml", $"""
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: bus
            spec:
              type: pubsub.{Kind}
              version: v1
              metadata:
            {fields}
            """);
    }

    /// <summary>The sidecar of an app that is about to start.</summary>
    private SidecarHandle Sidecar(string protocol) => _bed.Start(new SidecarSetup($"{Kind}-{protocol}")
    {
        AppPort = _bed.NextPort(),
        AppProtocol = protocol,
        Flags = Flags,
    });

    private static string Word(bool value) => value ? "true" : "false";

    private static string Ports(SidecarHandle sidecar) =>
        $"{sidecar.Setup.AppProtocol}={sidecar.Setup.AppPort}:{sidecar.HttpPort}:{sidecar.GrpcPort}:{sidecar.AppId}";
}
