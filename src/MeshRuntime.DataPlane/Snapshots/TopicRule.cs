using MeshRuntime.DataPlane.Expressions;

namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>One way for a topic's messages.</summary>
/// <param name="Match">What the rule asks of an event, as it was written; empty: nothing, every event matches.</param>
/// <param name="Path">The path of the app that takes what matches.</param>
public sealed record TopicRule(string Match, string Path)
{
    /// <summary>The compiled question; null when there is none.</summary>
    public Expression? Condition { get; init; }

    /// <summary>A rule from its text; null, with what is wrong and where in the text, when it is no expression.</summary>
    public static TopicRule? TryCreate(string match, string path, out ExpressionError? error)
    {
        error = null;
        var rule = new TopicRule(match, path);
        return string.IsNullOrWhiteSpace(match) ? rule
            : Expression.TryCompile(match, out var condition, out error) ? rule with { Condition = condition }
            : null;
    }

    // The compiled form follows from the text.

    /// <inheritdoc/>
    public bool Equals(TopicRule? other) => other is not null && (Match, Path) == (other.Match, other.Path);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Match, Path);
}
