using MeshRuntime.ControlPlane.Components;
using MeshRuntime.ControlPlane.Resources;

namespace MeshRuntime.ControlPlane.Validation;

/// <summary>Checks whether subscriptions fit the brokers that run. Only warnings: a broker may be loaded later, and its scopes may change.</summary>
internal static class SubscriptionChecks
{
    public static void Check(ResourceSet resources, ComponentSet components, ControlPlaneOptions options, ProblemList problems)
    {
        var brokers = components.All.Where(active => active.PubSub is not null).ToDictionary(active => active.Resource.Name);
        foreach (var subscription in resources.Subscriptions)
        {
            if (brokers.GetValueOrDefault(subscription.PubSub)?.PubSub is not { } broker)
            {
                var loaded = brokers.Count == 0 ? "no pubsub component is loaded; add one of that name" : $"loaded are {string.Join(", ", brokers.Keys)}";
                problems.Warning(
                    subscription.PubSubPlace,
                    "spec.pubsubname",
                    $"the pubsub component \"{subscription.PubSub}\" is not loaded: the subscription begins when it is",
                    Spelling.Suggest(subscription.PubSub, brokers.Keys, loaded));
            }
            else if (!broker.Scopes.AllowsSubscribe(subscription.Topic))
            {
                problems.Warning(
                    subscription.TopicPlace,
                    "spec.topic",
                    $"the scopes of {broker.Name} do not let app {options.AppId} subscribe to {subscription.Topic}: nothing will be delivered",
                    $"add it to subscriptionScopes, allowedTopics or both of {broker.Name} ({brokers[broker.Name].Resource.Place}), or remove the subscription");
            }
        }
    }
}
