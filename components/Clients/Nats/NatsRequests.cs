using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Components.Clients.Nats;

/// <summary>The questions that wait for an answer. All answers come through one subscription, told apart by the last word of their subject.</summary>
internal sealed class NatsRequests
{
    private readonly ConcurrentDictionary<long, Pending> _pending = new();
    private readonly string _prefix = NewInbox() + ".";
    private long _lastId;

    /// <summary>What the client has to be subscribed to.</summary>
    public string Pattern => _prefix + "*";

    public bool IsEmpty => _pending.IsEmpty;

    /// <summary>A subject that nobody else can guess.</summary>
    public static string NewInbox() => "_INBOX." + RandomNumberGenerator.GetHexString(24, lowercase: true);

    public Pending Add(string subject)
    {
        var id = Interlocked.Increment(ref _lastId);
        var pending = new Pending(id, subject, string.Create(CultureInfo.InvariantCulture, $"{_prefix}{id}"));
        _pending[id] = pending;
        return pending;
    }

    public void Remove(Pending pending) => _pending.TryRemove(pending.Id, out _);

    /// <summary>Hands an answer over; one that comes too late has no taker.</summary>
    public void Take(NatsMessage answer)
    {
        if (answer.Subject.StartsWith(_prefix, StringComparison.Ordinal)
            && long.TryParse(answer.Subject.AsSpan(_prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && _pending.TryRemove(id, out var pending))
        {
            pending.TrySetResult(answer);
        }
    }

    /// <summary>Ends all that wait, or those that asked at one subject.</summary>
    public void Fail(ComponentFault fault, string message, string? subject = null)
    {
        foreach (var pending in _pending.Values)
        {
            if (subject is null || pending.Subject == subject)
            {
                pending.TrySetException(new ComponentException(fault, message));
            }
        }
    }

    /// <summary>One question.</summary>
    internal sealed class Pending(long id, string subject, string replyTo) : TaskCompletionSource<NatsMessage>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public long Id { get; } = id;

        public string Subject { get; } = subject;

        public string ReplyTo { get; } = replyTo;
    }
}
