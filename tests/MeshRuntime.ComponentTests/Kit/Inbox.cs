using System.Text;
using MeshRuntime.Abstractions.PubSub;

namespace MeshRuntime.ComponentTests.Kit;

/// <summary>A subscriber that keeps what it is given, in the order in which its handler was called, and answers as the test wants.</summary>
internal sealed class Inbox
{
    private readonly List<PubSubMessage> _messages = [];

    /// <summary>Says what becomes of a message; it is given the text and how often that text came before. Default: handled.</summary>
    public Func<string, int, ValueTask<DeliveryOutcome>> Answer { get; init; } = (_, _) => ValueTask.FromResult(DeliveryOutcome.Handled);

    public IReadOnlyList<PubSubMessage> Messages
    {
        get
        {
            lock (_messages)
            {
                return [.. _messages];
            }
        }
    }

    public IReadOnlyList<string> Texts => [.. Messages.Select(TextOf)];

    public ValueTask<DeliveryOutcome> TakeAsync(PubSubMessage message, CancellationToken cancellation)
    {
        int before;
        lock (_messages)
        {
            before = _messages.Count(known => known.Data.Span.SequenceEqual(message.Data.Span));
            _messages.Add(message with { Data = message.Data.ToArray() });
        }

        return Answer(TextOf(message), before);
    }

    /// <summary>Waits until this many have come.</summary>
    public Task HoldsAsync(int count) => UntilAsync(texts => texts.Count >= count, $"{count} messages");

    /// <summary>Waits until each of these has come at least once.</summary>
    public Task HoldsAsync(IEnumerable<string> expected)
    {
        var wanted = expected.ToArray();
        return UntilAsync(texts => !wanted.Except(texts).Any(), $"each of {wanted.Length} messages");
    }

    public async Task UntilAsync(Func<IReadOnlyList<string>, bool> condition, string what)
    {
        try
        {
            await Eventually.TrueAsync(() => Task.FromResult(condition(Texts)), what);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{e.Message}; there are {Texts.Count}: {string.Join(", ", Texts.Take(50).Select(text => text[..Math.Min(40, text.Length)]))}", e);
        }
    }

    private static string TextOf(PubSubMessage message) => Encoding.UTF8.GetString(message.Data.Span);
}
