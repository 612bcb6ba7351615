using System.Collections.Immutable;

namespace MeshRuntime.DataPlane.Messaging.Events;

/// <summary>The metadata of a message that has none.</summary>
internal static class EmptyMetadata
{
    public static readonly IReadOnlyDictionary<string, string> Instance = ImmutableDictionary<string, string>.Empty;
}
