using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.Api.Http;
using MeshRuntime.DataPlane.Messaging.Subscriptions;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.Api;

/// <summary>What the metadata API tells, and the pairs that it keeps: the same over HTTP and gRPC.</summary>
public sealed class SidecarMetadata(SidecarDescription sidecar, SnapshotCell snapshots, TopicSubscriptions subscriptions)
{
    /// <summary>Most bytes of a value, in UTF-8.</summary>
    internal const int MaxValueBytes = 64 * 1024;

    /// <summary>The connection to an actor placement service, which this sidecar has not (Dapr's words).</summary>
    internal const string Placement = "placement: disconnected";

    // Memory of the process for whoever can reach the API: bounded.
    private const int MaxKeys = 1000;

    // Of the extended pairs, the one that is ours: a value put there is kept, and not shown (Dapr).
    private const string OwnKey = "daprRuntimeVersion";

    private readonly ConcurrentDictionary<string, string> _extended = new();

    /// <summary>What does not change.</summary>
    internal SidecarDescription Sidecar => sidecar;

    /// <summary>What configuration decided.</summary>
    internal MeshSnapshot Snapshot => snapshots.Current;

    /// <summary>The subscriptions that run now.</summary>
    internal IReadOnlyList<SubscriptionPlan> Subscriptions => subscriptions.Running;

    /// <summary>How the app is spoken to, as <c>--app-protocol</c> writes it; null without an app.</summary>
    internal string? AppProtocol => sidecar.App?.Protocol.ToString().ToLower(CultureInfo.InvariantCulture);

    /// <summary>The pairs, our own first.</summary>
    internal IEnumerable<KeyValuePair<string, string>> Extended =>
        _extended.Where(pair => pair.Key != OwnKey).Prepend(new(OwnKey, sidecar.Version));

    /// <summary>Keeps a pair until the process ends.</summary>
    /// <returns>Why it is not kept; null when it is.</returns>
    internal MeshError? Set(string key, string value)
    {
        // Two requests may both find one place left: the limit may be passed by as many as there are at once.
        if (key.Length == 0 || (_extended.Count >= MaxKeys && !_extended.ContainsKey(key)))
        {
            return new MeshError(MeshErrorCode.BadRequest, $"invalid request: metadata needs a key, and a sidecar keeps {MaxKeys} at the most");
        }

        if (Encoding.UTF8.GetByteCount(value) > MaxValueBytes)
        {
            return TooLong;
        }

        _extended[key] = value;
        return null;
    }

    /// <summary>A value has more bytes than <see cref="MaxValueBytes"/>.</summary>
    internal static MeshError TooLong { get; } =
        new(MeshErrorCode.BodyRead, $"failed to read request body: a metadata value is at most {MaxValueBytes} bytes long");
}
