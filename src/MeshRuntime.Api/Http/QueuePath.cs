namespace MeshRuntime.Api.Http;

/// <summary>
/// Reads <c>GET /v1.0-alpha1/mesh/queues/{pubsub}</c>, <c>GET …/{pubsub}/{topic…}/messages</c> and <c>POST …/{pubsub}/{topic…}/redrive</c>. Slashes
/// between the broker and the last word belong to the topic.
/// </summary>
/// <param name="Question">What is asked.</param>
/// <param name="PubSub">Decoded.</param>
/// <param name="Topic">Decoded; empty for the list.</param>
internal readonly record struct QueuePath(QueueQuestion Question, string PubSub, string Topic)
{
    public const string Prefix = "/v1.0-alpha1/mesh/queues/";
    private const string Messages = "/messages";
    private const string Redrive = "/redrive";

    /// <summary>False for what is none of the three.</summary>
    public static bool TryRead(string verb, ReadOnlySpan<char> path, out QueuePath read)
    {
        read = default;
        if (!path.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var rest = path[Prefix.Length..];
        var slash = rest.IndexOf('/');
        if (slash < 0)
        {
            read = new QueuePath(QueueQuestion.List, Decode(rest), "");
            return verb == "GET" && rest.Length > 0;
        }

        var pubsub = Decode(rest[..slash]);
        var topic = rest[slash..];
        if (verb == "GET" && topic.EndsWith(Messages, StringComparison.Ordinal))
        {
            read = new QueuePath(QueueQuestion.Peek, pubsub, Inner(topic, Messages));
        }
        else if (verb == "POST" && topic.EndsWith(Redrive, StringComparison.Ordinal))
        {
            read = new QueuePath(QueueQuestion.Redrive, pubsub, Inner(topic, Redrive));
        }

        return pubsub.Length > 0 && read.Topic is { Length: > 0 };
    }

    private static string Inner(ReadOnlySpan<char> topic, string end) => topic.Length <= end.Length + 1 ? "" : Decode(topic[1..^end.Length]);

    private static string Decode(ReadOnlySpan<char> text) => Uri.UnescapeDataString(text);
}
