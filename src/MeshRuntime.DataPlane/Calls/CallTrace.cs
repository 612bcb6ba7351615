using MeshRuntime.Abstractions.Errors;

namespace MeshRuntime.DataPlane.Calls;

/// <summary>What has been done for a call: the answer to "why?".</summary>
internal struct CallTrace
{
    /// <summary>When it began, as a timestamp.</summary>
    public long Began { get; set; }

    /// <summary>Attempts so far.</summary>
    public int Attempts { get; set; }

    /// <summary>Attempts that the retry at work allows; null for any number.</summary>
    public int? MostAttempts { get; set; }

    /// <summary>The kind of policy that ended it; null while none has.</summary>
    public string? Kind { get; private set; }

    /// <summary>The name of that policy; null when it has none.</summary>
    public string? Policy { get; private set; }

    /// <summary>A policy decides; what the last one says counts.</summary>
    public void Decided(string kind, string? policy) => (Kind, Policy) = (kind, policy);

    /// <summary>A new attempt: what was decided before is history.</summary>
    public void Attempted()
    {
        Attempts++;
        (Kind, Policy) = (null, null);
    }

    /// <summary>The whole story.</summary>
    public readonly ErrorWhy Tell(string? endpoint, TimeProvider time) =>
        new(Kind, Policy, Attempts, MostAttempts, Attempts == 0 ? null : endpoint, time.GetElapsedTime(Began));
}
