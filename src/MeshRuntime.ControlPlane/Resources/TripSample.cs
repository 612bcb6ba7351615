using MeshRuntime.DataPlane.Expressions;
using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.ControlPlane.Resources;

/// <summary>Stands for the counts of a breaker, to learn what a trip asks for and whether it answers. Without counts every answer is an error.</summary>
internal sealed class TripSample(params long[] counts) : IVariables
{
    /// <summary>What a trip may ask for (Dapr).</summary>
    public static readonly string[] Names = ["requests", "totalSuccesses", "totalFailures", "consecutiveSuccesses", "consecutiveFailures"];

    /// <summary>What was asked for and is not there.</summary>
    public SortedSet<string> Unknown { get; } = new(StringComparer.Ordinal);

    public bool TryGet(string name, out CelValue value)
    {
        value = default;
        var index = Array.IndexOf(Names, name);
        if (index < 0)
        {
            Unknown.Add(name);
            return false;
        }

        value = index < counts.Length ? CelValue.From(counts[index]) : CelValue.Error("not counted yet");
        return true;
    }
}
