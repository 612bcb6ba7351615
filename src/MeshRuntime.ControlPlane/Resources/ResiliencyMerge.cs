using MeshRuntime.ControlPlane.Validation;

namespace MeshRuntime.ControlPlane.Resources;

/// <summary>Makes one set of rules of all Resiliency documents: of policies or targets with one name the later counts, as in Dapr.</summary>
internal static class ResiliencyMerge
{
    public static ResiliencyRules Of(IReadOnlyList<ResiliencyResource> written, ProblemList problems)
    {
        var rules = ResiliencyRules.Empty;
        foreach (var resource in written)
        {
            var next = resource.Rules;
            rules = new ResiliencyRules
            {
                Resource = resource.Name,
                Timeouts = Over(rules.Timeouts, next.Timeouts, problems),
                Retries = Over(rules.Retries, next.Retries, problems),
                Breakers = Over(rules.Breakers, next.Breakers, problems),
                LoadBalancers = Over(rules.LoadBalancers, next.LoadBalancers, problems),
                OutlierDetections = Over(rules.OutlierDetections, next.OutlierDetections, problems),
                Limits = Over(rules.Limits, next.Limits, problems),
                Unread = [.. rules.Unread, .. next.Unread],
                Apps = Apps(rules.Apps, next.Apps, problems),
                Actors = Over(rules.Actors, next.Actors, problems),
                Components = Over(rules.Components, next.Components, problems),
            };
        }

        return rules;
    }

    private static Dictionary<string, Written<T>> Over<T>(
        IReadOnlyDictionary<string, Written<T>> earlier, IReadOnlyDictionary<string, Written<T>> later, ProblemList problems)
    {
        var merged = new Dictionary<string, Written<T>>(earlier, StringComparer.Ordinal);
        foreach (var (name, written) in later)
        {
            if (earlier.TryGetValue(name, out var replaced))
            {
                Warn(replaced, written, problems);
            }

            merged[name] = written;
        }

        return merged;
    }

    private static Dictionary<string, Written<AppTarget>> Apps(
        IReadOnlyDictionary<string, Written<AppTarget>> earlier, IReadOnlyDictionary<string, Written<AppTarget>> later, ProblemList problems)
    {
        var merged = new Dictionary<string, Written<AppTarget>>(earlier, StringComparer.Ordinal);
        foreach (var (name, written) in later)
        {
            if (earlier.TryGetValue(name, out var other) && written.Value.Replaces(other.Value))
            {
                Warn(other, written, problems);
            }

            merged[name] = other.Value is null ? written : written with { Value = written.Value.Over(other.Value) };
        }

        return merged;
    }

    private static void Warn<T>(Written<T> replaced, Written<T> by, ProblemList problems) =>
        problems.Warning(replaced.Place, replaced.Path, $"is replaced by that of the same name at {by.Place}", "rename one, or keep one");
}
