using MeshRuntime.ControlPlane.Validation;

namespace MeshRuntime.ControlPlane.Resources;

/// <summary>Decides which subscriptions count of those that were written, as Dapr does, and says which do not.</summary>
internal static class SubscriptionChoice
{
    /// <summary>Of one name the last, at the place of the first; then of one broker and topic the first.</summary>
    public static IReadOnlyList<SubscriptionResource> Among(IReadOnlyList<SubscriptionResource> written, ProblemList problems)
    {
        var named = new List<SubscriptionResource>();
        foreach (var one in written)
        {
            var index = named.FindIndex(other => other.Name == one.Name);
            if (index < 0)
            {
                named.Add(one);
                continue;
            }

            problems.Warning(
                named[index].Place, "metadata.name", $"the Subscription {one.Name} is replaced by that of the same name at {one.Place}", "rename one, or keep one");
            named[index] = one;
        }

        var chosen = new List<SubscriptionResource>();
        foreach (var one in named)
        {
            if (chosen.Find(other => (other.PubSub, other.Topic) == (one.PubSub, one.Topic)) is { } first)
            {
                problems.Warning(
                    one.Place,
                    "spec.topic",
                    $"the Subscription {one.Name} has no effect: topic {one.Topic} of {one.PubSub} is subscribed to already at {first.Place}",
                    "keep one of them; several paths for one topic are rules of one Subscription");
            }
            else
            {
                chosen.Add(one);
            }
        }

        return chosen;
    }
}
