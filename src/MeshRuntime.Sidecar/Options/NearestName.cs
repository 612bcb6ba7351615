namespace MeshRuntime.Sidecar.Options;

/// <summary>Finds the known name a mistyped one most likely meant.</summary>
internal static class NearestName
{
    /// <summary>The closest of <paramref name="known"/>, or null when none is close enough to be worth a guess.</summary>
    public static string? Of(string written, IEnumerable<string> known)
    {
        // A third of the letters may be wrong: enough for typos and a left-out word, too little to suggest nonsense.
        var best = Math.Max(1, written.Length / 3) + 1;
        string? nearest = null;
        foreach (var name in known)
        {
            var distance = Distance(written, name);
            if (distance < best)
            {
                (best, nearest) = (distance, name);
            }
        }

        return nearest;
    }

    /// <summary>Counts the insertions, deletions, replacements and swaps of neighbours between two names.</summary>
    private static int Distance(string a, string b)
    {
        var cost = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            cost[i, 0] = i;
        }

        for (var j = 0; j <= b.Length; j++)
        {
            cost[0, j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(replaced, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[a.Length, b.Length];
    }
}
