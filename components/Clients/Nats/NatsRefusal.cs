namespace MeshRuntime.Components.Clients.Nats;

/// <summary>A server's word that this user may not use a subject. It leaves the connection alive; after all other errors the server hangs up.</summary>
/// <param name="Subject">The subject, as the client wrote it.</param>
/// <param name="IsPublish">True for publishing, false for subscribing.</param>
internal readonly record struct NatsRefusal(string Subject, bool IsPublish)
{
    /// <summary>Reads <c>Permissions Violation for Publish to "subject"</c> and its like; null for another error.</summary>
    public static NatsRefusal? Parse(string text)
    {
        var words = text.Split('"');
        return words.Length >= 2 && text.StartsWith("Permissions Violation", StringComparison.OrdinalIgnoreCase)
            ? new NatsRefusal(words[1], text.Contains("for Publish", StringComparison.OrdinalIgnoreCase))
            : null;
    }
}
