using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.DataPlane.Messaging.Events;

/// <summary>How long a message is worth delivering, from the metadata of its publish.</summary>
internal static class MessageTtl
{
    /// <summary>
    /// Reads <c>ttlInSeconds</c> or <c>ttl</c>, in any case: a whole number of seconds above zero, or a Go duration, which may be negative. What is
    /// neither is ignored (Dapr).
    /// </summary>
    public static TimeSpan? Read(IReadOnlyDictionary<string, string>? metadata)
    {
        foreach (var (name, value) in metadata ?? EmptyMetadata.Instance)
        {
            if ((name.Equals("ttlInSeconds", StringComparison.OrdinalIgnoreCase) || name.Equals("ttl", StringComparison.OrdinalIgnoreCase))
                && GoDuration.TryParse(value, TimeSpan.FromSeconds(1), out var ttl)
                && (ttl > TimeSpan.Zero || !long.TryParse(value, out _)))
            {
                return ttl;
            }
        }

        return null;
    }
}
