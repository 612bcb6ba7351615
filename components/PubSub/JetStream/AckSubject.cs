using System.Globalization;

namespace MeshRuntime.Components.PubSub.JetStream;

/// <summary>What the subject for the acknowledgement tells of a message: <c>$JS.ACK.stream.consumer.deliveries.sequence.…</c></summary>
internal readonly record struct AckSubject(long Deliveries, long Sequence)
{
    // Newer servers put a domain and an account before the stream (ADR-15).
    private const int OldWords = 9;
    private const int OldDeliveries = 4;
    private const int NewDeliveries = 6;

    /// <returns>Null when the message is not one of JetStream's.</returns>
    public static AckSubject? Parse(string? subject)
    {
        if (subject is null || !subject.StartsWith("$JS.ACK.", StringComparison.Ordinal))
        {
            return null;
        }

        Span<Range> words = stackalloc Range[12];
        var text = subject.AsSpan();
        var count = text.Split(words, '.');
        var at = count switch { OldWords => OldDeliveries, > OldWords + 1 => NewDeliveries, _ => 0 };
        return at > 0
            && long.TryParse(text[words[at]], NumberStyles.None, CultureInfo.InvariantCulture, out var deliveries)
            && long.TryParse(text[words[at + 1]], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
                ? new AckSubject(deliveries, sequence)
                : null;
    }
}
