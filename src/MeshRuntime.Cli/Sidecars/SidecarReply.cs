using System.Text.Json;

namespace MeshRuntime.Cli.Sidecars;

/// <summary>One answer of a sidecar, read to its end.</summary>
/// <param name="Status">The HTTP status; <see cref="Silent"/> when there was no answer.</param>
/// <param name="Phrase">The words beside the status; often empty.</param>
/// <param name="Body">Everything that came with it.</param>
internal sealed record SidecarReply(int Status, string Phrase, byte[] Body)
{
    public const int Silent = 0;

    public bool IsGood => Status is >= 200 and < 300;

    /// <summary>The sidecar's name for what went wrong; null when it gave none.</summary>
    public string? Code { get; private init; }

    /// <summary>The sidecar's own words, or why there was no answer.</summary>
    public string? Message { get; private init; }

    /// <summary>What the sidecar tells of the call's way, when it was asked; null when it does not.</summary>
    public string? Why { get; private init; }

    public static SidecarReply NoAnswer(string reason) => new(Silent, "", []) { Message = reason };

    public static async Task<SidecarReply> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellation);
        var reply = new SidecarReply((int)response.StatusCode, response.ReasonPhrase ?? "", body)
        {
            Why = response.Headers.TryGetValues(SidecarClient.WhyHeader, out var why) ? string.Join("; ", why) : null,
        };
        return !reply.IsGood && Error(body) is { Code: not null } error ? reply with { Code = error.Code, Message = error.Message } : reply;
    }

    private static SidecarError? Error(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, CliJson.Default.SidecarError);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
