namespace MeshRuntime.DataPlane.Messaging.Delivery;

/// <summary>Cleans the path of a route as Dapr does: begins with one slash, without empty, <c>.</c> and <c>..</c> segments, without a slash at its end.</summary>
internal static class EventPath
{
    public static string Clean(string path)
    {
        // As nearly every route is written; this is on the way of each event.
        var cut = path.AsSpan().IndexOfAny('?', '#');
        if (cut < 0 && path is ['/', .., not '/'] && !path.Contains("//", StringComparison.Ordinal) && !path.Contains("/.", StringComparison.Ordinal))
        {
            return path;
        }

        var (bare, rest) = cut < 0 ? (path, "") : (path[..cut], path[cut..]);
        var kept = new List<string>();
        foreach (var segment in bare.Split('/'))
        {
            if (segment == "..")
            {
                kept.RemoveRange(Math.Max(0, kept.Count - 1), Math.Min(1, kept.Count));
            }
            else if (segment is not ("" or "."))
            {
                kept.Add(segment);
            }
        }

        return $"/{string.Join('/', kept)}{rest}";
    }
}
