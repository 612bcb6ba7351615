using MeshRuntime.Cli.Sidecars;

namespace MeshRuntime.Cli.Commands;

/// <summary>Turns a sidecar's refusal into what the user reads: its words, and the cure.</summary>
internal static class Refusal
{
    /// <summary>The sidecar's own words, or what stands for them.</summary>
    public static string Words(SidecarReply reply, string appId) => PlainText.Of(reply switch
    {
        { Status: SidecarReply.Silent } => $"the sidecar of {appId} does not answer: {reply.Message}",
        { Code: { } code } => $"{code}: {reply.Message}",
        _ => $"the sidecar of {appId} answered {reply.Status} {reply.Phrase}".TrimEnd(),
    });

    public static async Task<CommandFailure> ExplainAsync(SidecarClient client, SidecarReply reply, string appId, CancellationToken cancellation)
    {
        var words = Words(reply, appId);
        return new CommandFailure(await CureAsync(client, reply, appId, cancellation) is { } cure ? $"{words.TrimEnd('.')}. {cure}" : words);
    }

    /// <summary>What to do about it; null when its words say that.</summary>
    public static async Task<string?> CureAsync(SidecarClient client, SidecarReply reply, string appId, CancellationToken cancellation)
    {
        var metadata = reply.Status == SidecarReply.Silent ? null : await client.MetadataAsync(cancellation);
        return Cures.Of(reply, appId, metadata?.Components ?? []);
    }
}
