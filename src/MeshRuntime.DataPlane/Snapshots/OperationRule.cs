using System.Collections.Immutable;

namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>Says what happens to the calls that one operation name covers.</summary>
/// <param name="Name">As written, with its first slash; in lower case for HTTP apps.</param>
/// <param name="Verbs">The HTTP verbs it speaks about, compared by case; <c>*</c> stands for every verb.</param>
/// <param name="Allows">False also when the rule had no action.</param>
internal sealed record OperationRule(string Name, ImmutableArray<string> Verbs, bool Allows)
{
    public bool Covers(string? verb)
    {
        foreach (var covered in Verbs)
        {
            if (covered == verb || covered == "*")
            {
                return true;
            }
        }

        return false;
    }
}
