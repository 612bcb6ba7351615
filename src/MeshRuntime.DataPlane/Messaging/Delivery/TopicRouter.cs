using System.Text.Json;
using MeshRuntime.DataPlane.Expressions;
using MeshRuntime.DataPlane.Expressions.Values;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.DataPlane.Messaging.Delivery;

/// <summary>Finds the path for an event: that of the first rule that holds.</summary>
/// <param name="plan">The rules.</param>
internal sealed class TopicRouter(SubscriptionPlan plan)
{
    private const string Variable = "event";

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 10_000 };

    /// <summary>Routes an event.</summary>
    /// <returns>The path; null when no rule holds, or, with a problem, when one could not be asked.</returns>
    public string? PathOf(TopicEvent read, out string? problem)
    {
        problem = null;
        if (plan.Rules is [{ Condition: null, Path: var only }, ..])
        {
            return only;
        }

        using var json = JsonDocument.Parse(read.Fields.Json, Options);
        var variables = new SingleVariable(Variable, JsonValues.Read(json.RootElement));
        foreach (var rule in plan.Rules)
        {
            if (rule.Condition is not { } condition)
            {
                return rule.Path;
            }

            // A rule that cannot be asked ends the search (Dapr): the next one may be the one for everything else.
            if (!condition.TryTest(variables, out var holds, out var reason))
            {
                problem = $"rule \"{rule.Match}\": {reason}";
                return null;
            }

            if (holds)
            {
                return rule.Path;
            }
        }

        return null;
    }
}
