using MeshRuntime.ControlPlane.Validation;
using MeshRuntime.ControlPlane.Yaml;
using MeshRuntime.DataPlane.Expressions;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.ControlPlane.Resources;

/// <summary>Reads an entry of <c>spec.policies.circuitBreakers</c>.</summary>
internal static class BreakerReader
{
    public static BreakerPlan Read(string name, YamlMap map)
    {
        var plan = new BreakerPlan(name);
        var maxRequests = map.Number("maxRequests", 0) ?? 0;
        var interval = map.Duration("interval", ResiliencyReader.BareUnit, TimeSpan.Zero, ResiliencyReader.MaxDuration) ?? TimeSpan.Zero;
        var openFor = map.Duration("timeout", ResiliencyReader.BareUnit, TimeSpan.Zero, ResiliencyReader.MaxDuration) ?? TimeSpan.Zero;
        var trip = Trip(map);
        map.CheckUnread(ProblemSeverity.Warning);

        // Zero stands for the default (Dapr).
        return plan with
        {
            MaxRequests = maxRequests == 0 ? plan.MaxRequests : maxRequests,
            Interval = interval,
            OpenFor = openFor == TimeSpan.Zero ? plan.OpenFor : openFor,
            TripText = trip?.Text ?? plan.TripText,
            Trip = trip,
        };
    }

    private static Expression? Trip(YamlMap map)
    {
        var text = map.Text("trip");
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (!Expression.TryCompile(text, out var trip, out var error))
        {
            map.Error("trip", $"is no CEL expression: {error}", "");
            return null;
        }

        CheckAnswers(trip, map);
        return trip;
    }

    /// <summary>A trip that cannot be answered never opens the breaker (Dapr), which nobody notices until it is needed.</summary>
    private static void CheckAnswers(Expression trip, YamlMap map)
    {
        // The first makes "and" and "or" ask for both sides. Then a first failure, and a long life with more of both: a question may hold off until then.
        TripSample[] samples = [new(), new(1, 0, 1, 0, 1), new(1000, 500, 500, 0, 100), new(2, 1, 1, 0, 1)];
        var answers = samples.Select(sample => (Holds: trip.TryTest(sample, out _, out var why), Why: why)).ToList();
        var unknown = samples.SelectMany(sample => sample.Unknown).Distinct().ToList();
        if (unknown is [var first, ..])
        {
            map.Warning(
                "trip",
                $"asks for {string.Join(", ", unknown)}, which a breaker does not count: where that is needed it never opens",
                Spelling.Suggest(first, TripSample.Names, $"it counts {string.Join(", ", TripSample.Names)}"));
        }
        else if (answers.Skip(1).All(answer => !answer.Holds))
        {
            map.Warning("trip", $"is no question, so the breaker never opens: {answers[1].Why}", "compare a count, such as consecutiveFailures > 5");
        }
    }
}
