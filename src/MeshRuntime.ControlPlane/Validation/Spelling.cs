namespace MeshRuntime.ControlPlane.Validation;

/// <summary>Finds the known word that a person most likely meant.</summary>
internal static class Spelling
{
    /// <summary>Longer words are compared no further: the distance is quadratic in their length.</summary>
    private const int MaxLength = 100;

    /// <summary>The nearest known word, or null when none is near enough to be what was meant.</summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        var best = int.MaxValue;
        string? nearest = null;
        foreach (var candidate in known)
        {
            // A third of the longer word's letters may be wrong, but two always: "nmae" is two replacements away from "name", "maxRetry" three changes
            // from "maxRetries". Short words would all be near each other.
            var length = Math.Max(word.Length, candidate.Length);
            var distance = Distance(word, candidate);
            if (distance < best && distance <= Math.Max(2, length / 3) && distance < length - 1)
            {
                (best, nearest) = (distance, candidate);
            }
        }

        return nearest;
    }

    /// <summary>"did you mean …?" or, when nothing is near, the given alternative.</summary>
    public static string Suggest(string word, IEnumerable<string> known, string otherwise) =>
        Nearest(word, known) is { } near ? $"did you mean \"{near}\"?" : otherwise;

    /// <summary>Levenshtein's distance, case not counted.</summary>
    public static int Distance(string left, string right)
    {
        if (left.Length > MaxLength || right.Length > MaxLength)
        {
            return int.MaxValue;
        }

        var row = new int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var same = char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]);
                var replaced = diagonal + (same ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
