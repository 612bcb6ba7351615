using MeshRuntime.ControlPlane.Validation;
using MeshRuntime.ControlPlane.Yaml;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.ControlPlane.Resources;

/// <summary>Reads a document of kind Subscription: <c>v1alpha1</c> with one route, <c>v2alpha1</c> with routes to choose from.</summary>
internal static class SubscriptionReader
{
    /// <summary>Null when the document cannot be used; the problems say why.</summary>
    public static SubscriptionResource? Read(YamlMapping document, YamlMap root)
    {
        var header = ResourceHeader.Read(root);
        var scopes = root.Texts("scopes");
        var spec = root.Map("spec");
        root.Known("status");
        root.CheckUnread(ProblemSeverity.Warning, "scopes", "metadata", "spec");
        if (spec is null)
        {
            root.Error("spec", "is missing", "write spec with pubsubname and topic below it");
            return null;
        }

        var pubSub = spec.RequiredText("pubsubname", "write the name of a pubsub component");
        var topic = spec.RequiredText("topic", "write the topic");
        var subscription = new SubscriptionResource
        {
            Name = header?.Name ?? "",
            PubSub = pubSub ?? "",
            Topic = topic ?? "",
            Rules = ResourceHeader.ReadKind(root).ApiVersion == ResourceKinds.ApiVersion ? RulesOfVersion1(spec) : RulesOfVersion2(spec),
            Metadata = Metadata(spec),
            DeadLetterTopic = DeadLetterTopic(spec, topic),
            Bulk = BulkSubscribeReader.Read(spec.Map("bulkSubscribe")),
            Scopes = scopes,
            Place = document.Place,
            PubSubPlace = spec.PlaceOf("pubsubname"),
            TopicPlace = spec.PlaceOf("topic"),
            Fingerprint = YamlJson.Fingerprint(document),
        };
        spec.CheckUnread(ProblemSeverity.Warning, "metadata", "deadLetterTopic", "bulkSubscribe");
        return header is null || pubSub is null || topic is null ? null : subscription;
    }

    private static IReadOnlyList<TopicRule> RulesOfVersion1(YamlMap spec)
    {
        if (spec.Node("routes") is not null)
        {
            // Dapr passes over it, and drops every message.
            spec.Error("routes", "belongs to another API version and would be ignored", $"write apiVersion: {ResourceKinds.ApiVersion2}, or route: with one path");
        }

        return Last(spec, "route", others: 0);
    }

    private static IReadOnlyList<TopicRule> RulesOfVersion2(YamlMap spec)
    {
        if (spec.Node("route") is not null)
        {
            spec.Error("route", "belongs to another API version and would be ignored", $"write apiVersion: {ResourceKinds.ApiVersion}, or routes: with default: below it");
        }

        if (spec.Map("routes") is not { } routes)
        {
            return Last(spec, "routes", others: 0);
        }

        var written = routes.Maps("rules");
        IReadOnlyList<TopicRule> rules = [.. written.Select(Rule).OfType<TopicRule>(), .. Last(routes, "default", written.Count)];
        routes.CheckUnread(ProblemSeverity.Warning, "rules", "default");
        return rules;
    }

    /// <summary>The rule for everything that no other takes. Without any rule the subscription stands, as in Dapr, but nobody can mean that.</summary>
    private static IReadOnlyList<TopicRule> Last(YamlMap map, string key, int others)
    {
        var path = map.Node(key) is YamlScalar ? map.Text(key) : null;
        if (string.IsNullOrEmpty(path) && others == 0)
        {
            map.Warning(key, "names no path: every message of the topic is dropped, or goes to the dead-letter topic", "write the path of the app that takes them");
        }

        return string.IsNullOrEmpty(path) ? [] : [new TopicRule("", path)];
    }

    private static TopicRule? Rule(YamlMap map)
    {
        var match = map.Text("match") ?? "";
        var path = map.RequiredText("path", "write the path of the app that takes what matches");
        map.CheckUnread(ProblemSeverity.Error);
        var rule = TopicRule.TryCreate(match, path ?? "", out var error);
        if (error is not null)
        {
            map.Error("match", $"is no CEL expression: {error}", "");
        }

        return path is null ? null : rule;
    }

    private static Dictionary<string, string> Metadata(YamlMap spec)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        if (spec.Map("metadata") is null || spec.Node("metadata") is not YamlMapping mapping)
        {
            return metadata;
        }

        foreach (var entry in mapping.Entries)
        {
            metadata[entry.Key] = ComponentReader.TextOf(entry.Value) ?? "";
        }

        return metadata;
    }

    private static string DeadLetterTopic(YamlMap spec, string? topic)
    {
        var name = spec.Text("deadLetterTopic") ?? "";
        if (name.Length > 0 && name == topic)
        {
            spec.Warning("deadLetterTopic", "is the topic itself: what fails comes back for ever", "name another topic");
        }

        return name;
    }
}
