using System.Collections.Immutable;

namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>A list of status codes and ranges of them, such as <c>429,500-599</c>. Equal when it was written with the same ranges.</summary>
/// <param name="ranges">Both ends belong to each.</param>
public sealed class CodeSet(ImmutableArray<(int From, int To)> ranges) : IEquatable<CodeSet>
{
    /// <summary>The ranges as they were written.</summary>
    public ImmutableArray<(int From, int To)> Ranges { get; } = ranges;

    /// <summary>True when the code is listed.</summary>
    public bool Contains(int code)
    {
        foreach (var (from, to) in Ranges)
        {
            if (code >= from && code <= to)
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public bool Equals(CodeSet? other) => other is not null && Ranges.AsSpan().SequenceEqual(other.Ranges.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CodeSet);

    /// <inheritdoc/>
    public override int GetHashCode() => Ranges.IsEmpty ? 0 : HashCode.Combine(Ranges.Length, Ranges[0]);

    /// <inheritdoc/>
    public override string ToString() => string.Join(',', Ranges.Select(range => range.From == range.To ? $"{range.From}" : $"{range.From}-{range.To}"));
}
