using System.Buffers;
using System.Text.Json;
using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Components.Clients.Nats;

/// <summary>What a server says of itself.</summary>
internal sealed record NatsInfo
{
    private const long DefaultMaxPayload = 1024 * 1024;

    public string Version { get; init; } = "";

    /// <summary>The most bytes of one message, header block included.</summary>
    public long MaxPayloadBytes { get; init; } = DefaultMaxPayload;

    public bool RequiresTls { get; init; }

    public bool OffersTls { get; init; }

    public bool HasHeaders { get; init; }

    /// <summary>It is about to stop: clients should go elsewhere.</summary>
    public bool IsLameDuck { get; init; }

    /// <summary>What a client with a key has to sign; null when the server asks nobody.</summary>
    public string? Nonce { get; init; }

    /// <summary>Where else the cluster can be reached, as <c>host:port</c>.</summary>
    public IReadOnlyList<string> ConnectUrls { get; init; } = [];

    /// <exception cref="NatsProtocolException">It is no JSON object.</exception>
    public static NatsInfo Parse(ReadOnlySequence<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return new NatsInfo
            {
                Version = Text(root, "version") ?? "",
                MaxPayloadBytes = root.TryGetProperty("max_payload", out var max) && max.TryGetInt64(out var bytes) && bytes > 0 ? bytes : DefaultMaxPayload,
                RequiresTls = IsTrue(root, "tls_required"),
                OffersTls = IsTrue(root, "tls_available") || IsTrue(root, "tls_required"),
                HasHeaders = IsTrue(root, "headers"),
                IsLameDuck = IsTrue(root, "ldm"),
                Nonce = Text(root, "nonce"),
                ConnectUrls = root.TryGetProperty("connect_urls", out var urls) && urls.ValueKind == JsonValueKind.Array
                    ? [.. urls.EnumerateArray().Where(url => url.ValueKind == JsonValueKind.String).Select(url => url.GetString() ?? "")]
                    : [],
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new NatsProtocolException("INFO is no JSON object");
        }
    }

    /// <exception cref="ComponentException">The server would hang up over such a message.</exception>
    public void Check(NatsServer server, NatsHeaders? headers, int dataBytes)
    {
        if (headers is not null && !HasHeaders)
        {
            throw new ComponentException(ComponentFault.Invalid, $"NATS at {server} takes no headers: it is older than 2.2. Upgrade it.");
        }

        var bytes = dataBytes + (headers?.Length() ?? 0);
        if (bytes > MaxPayloadBytes)
        {
            throw new ComponentException(
                ComponentFault.Invalid, $"the message has {bytes} bytes, NATS at {server} takes {MaxPayloadBytes}. Raise max_payload in its configuration, or send less.");
        }
    }

    private static bool IsTrue(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
