using System.Collections.Immutable;
using System.Globalization;
using MeshRuntime.ControlPlane.Yaml;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.ControlPlane.Resources;

/// <summary>Reads a list of status codes and ranges of them, such as <c>429,500-599</c>.</summary>
internal static class CodeListReader
{
    /// <summary>Null when there is no list, or one that cannot be used.</summary>
    public static CodeSet? Read(YamlMap map, string key, int min, int max)
    {
        if (map.Scalar(key) is not { Text.Length: > 0 } scalar)
        {
            return null;
        }

        var ranges = ImmutableArray.CreateBuilder<(int, int)>();
        foreach (var part in scalar.Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            switch (Range(part))
            {
                case var (from, to) when min <= from && from <= to && to <= max:
                    ranges.Add((from, to));
                    break;
                case var (from, to) when min <= to && to < from && from <= max:
                    map.Error(key, $"the range \"{part}\" runs backwards, so no code is in it", $"write {to}-{from}");
                    break;
                default:
                    map.Error(key, $"\"{part}\" is no code from {min} to {max} and no range of them", Cure());
                    break;
            }
        }

        if (ranges.Count == 0 && scalar.Text.AsSpan().Trim([',', ' ']).IsEmpty)
        {
            map.Error(key, $"{scalar.Shown} names no code, so nothing would be retried", Cure());
        }

        return new CodeSet(ranges.ToImmutable());

        string Cure() => min == 0 ? "write codes and ranges, such as 4,8,13-14" : "write codes and ranges, such as 429,500-599";
    }

    private static (int From, int To)? Range(ReadOnlySpan<char> part)
    {
        var dash = part.IndexOf('-');
        return dash < 0
            ? Code(part) is { } code ? (code, code) : null
            : Code(part[..dash].Trim()) is { } from && Code(part[(dash + 1)..].Trim()) is { } to ? (from, to) : null;
    }

    private static int? Code(ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : null;
}
