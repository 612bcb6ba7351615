using System.Text.RegularExpressions;

namespace MeshRuntime.Tests.Architecture;

/// <summary>The order of the folders inside DataPlane: a folder uses those of lower tiers and, among its own tier, any.</summary>
internal static partial class FolderRules
{
    private const string DataPlane = "src/MeshRuntime.DataPlane/";

    private static readonly string[][] Tiers =
    [
        ["Snapshots", "Calls", "Health", "Expressions"],
        ["Forwarding", "Balancing", "Resilience", "Routing", "Security", "Telemetry"],
        ["App", "Outbound", "Stores"],
        ["Inbound", "Messaging"],
        [""], // DataPlane.cs and its neighbours: they build the doors
    ];

    /// <summary>What a source file of DataPlane breaks; files of other projects break nothing.</summary>
    public static IEnumerable<string> BrokenBy(string file, string[] lines)
    {
        if (!file.StartsWith(DataPlane, StringComparison.Ordinal))
        {
            yield break;
        }

        var own = file[DataPlane.Length..] is var inside && inside.Contains('/') ? inside[..inside.IndexOf('/')] : "";
        var ownTier = TierOf(own);
        if (ownTier < 0)
        {
            yield return $"{file}:1: the folder {own} has no place in the order of DataPlane's folders; give it one here and in src/ARCHITECTURE.md";
            yield break;
        }

        for (var i = 0; i < lines.Length; i++)
        {
            foreach (Match use in Use().Matches(lines[i]))
            {
                var used = use.Groups["folder"].Value;
                if (TierOf(used) > ownTier)
                {
                    yield return $"{file}:{i + 1}: {(own.Length > 0 ? own : "DataPlane")} must not use {used}, which stands above it; src/ARCHITECTURE.md, folder order";
                }
            }
        }
    }

    private static int TierOf(string folder) => Array.FindIndex(Tiers, tier => tier.Contains(folder));

    // A using line, and a name written out in full.
    [GeneratedRegex(@"MeshRuntime\.DataPlane\.(?<folder>[A-Z]\w*)(?=[.;])")]
    private static partial Regex Use();
}
