using System.Collections.Frozen;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ControlPlane.Resources;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.ControlPlane.Components;

/// <summary>Reads the fields that every pubsub component may have and that are the sidecar's business, not the component's.</summary>
internal static class PubSubMetadata
{
    private const string NamespaceTemplate = "{namespace}";

    /// <summary>Plans a broker for our app. Asks for its fields, so that they are known ones.</summary>
    public static PubSubPlan Read(ComponentResource resource, IPubSub component, ComponentMetadata metadata, ControlPlaneOptions options)
    {
        // Whether a component asks for it or not: Dapr gives it to all of them.
        metadata.OptionalText("consumerID");
        return new PubSubPlan(resource.Name, component)
        {
            Scopes = new TopicScopes
            {
                Allowed = Topics(metadata.OptionalText("allowedTopics")),
                Protected = Topics(metadata.OptionalText("protectedTopics")),
                Publishing = TopicsOf(options.AppId, metadata.OptionalText("publishingScopes")),
                Subscribing = TopicsOf(options.AppId, metadata.OptionalText("subscriptionScopes")),
            },

            // One field that names the namespace makes all topics its own (Dapr); the bare name, though the value gets the app id too.
            TopicPrefix = resource.Metadata.Any(entry => entry.Value?.Contains(NamespaceTemplate, StringComparison.Ordinal) == true) ? options.Namespace : "",
        };
    }

    /// <summary><c>a, b</c>.</summary>
    private static FrozenSet<string> Topics(string? list) =>
        list is null ? FrozenSet<string>.Empty : Bare(list).Split(',').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// <c>app1=a,b;app2=c</c>, for one app. Its clauses add up; <c>app1=</c> names the topic without a name, which is none, so it denies all.
    /// A clause without = and what follows a second = say nothing (Dapr).
    /// </summary>
    private static FrozenSet<string> TopicsOf(string appId, string? scopes) => scopes is null ? FrozenSet<string>.Empty : Bare(scopes)
        .Split(';')
        .Select(clause => clause.Split('='))
        .Where(parts => parts.Length > 1 && parts[0] == appId)
        .SelectMany(parts => parts[1].Split(','))
        .ToFrozenSet(StringComparer.Ordinal);

    private static string Bare(string text) => text.Replace(" ", "", StringComparison.Ordinal);
}
