using System.Globalization;
using System.Text.Json;

namespace MeshRuntime.Client;

/// <summary>Publishes events through the sidecar.</summary>
internal sealed class Publisher(SidecarApi api)
{
    /// <summary>One event. It is at the broker when the task ends.</summary>
    public async Task PublishAsync(
        string pubsub, string topic, ReadOnlyMemory<byte> data, string contentType, PublishOptions? options, CancellationToken cancellationToken)
    {
        var path = $"/v1.0/publish/{PathPart.Of(pubsub)}/{PathPart.Of(topic)}{RequestMetadata.Query(options?.ToMetadata())}";
        using var request = api.Request(HttpMethod.Post, path);
        request.Content = new ReadOnlyMemoryContent(data);
        AddType(request.Content, contentType);
        await api.CallAsync(request, TargetOf(pubsub, topic), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Many events at once; those that the broker has not taken.</summary>
    public async Task<IReadOnlyList<PublishFailure>> PublishAsync(
        string pubsub, string topic, IReadOnlyList<PublishEntry> entries, PublishOptions? options, CancellationToken cancellationToken)
    {
        if (options?.Id is not null)
        {
            throw new ArgumentException("many events cannot have one id: leave PublishOptions.Id out, or give each entry a \"cloudevent.id\" in its metadata", nameof(options));
        }

        var metadata = options?.ToMetadata() ?? [];

        // The older path: every sidecar that can do it has it.
        var path = $"/v1.0-alpha1/publish/bulk/{PathPart.Of(pubsub)}/{PathPart.Of(topic)}{RequestMetadata.Query(metadata)}";
        using var request = api.Request(HttpMethod.Post, path);
        request.Content = new ByteArrayContent(BulkBody.Write(entries, metadata));
        AddType(request.Content, "application/json");
        return await api.TryAsync(request, TargetOf(pubsub, topic), cancellationToken).ConfigureAwait(false) is not { } error ? []
            : FailedIn(error) ?? throw error;
    }

    private static string TargetOf(string pubsub, string topic) => $"topic {topic} of {pubsub}";

    /// <summary>Null when the error is not about single events.</summary>
    private static List<PublishFailure>? FailedIn(MeshException error)
    {
        try
        {
            return error.Details.StartsWith('{')
                ? JsonSerializer.Deserialize(error.Details, SidecarJson.Default.BulkAnswer)?.FailedEntries?
                    .Select(entry => new PublishFailure(int.Parse(entry.EntryId, CultureInfo.InvariantCulture), entry.Error ?? "")).ToList()
                : null;
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return null;
        }
    }

    private static void AddType(HttpContent content, string contentType)
    {
        if (!content.Headers.TryAddWithoutValidation("Content-Type", contentType) || contentType.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            throw new ArgumentException($"\"{contentType}\" is no content type", nameof(contentType));
        }
    }
}
