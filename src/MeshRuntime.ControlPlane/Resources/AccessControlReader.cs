using System.Collections.Immutable;
using MeshRuntime.ControlPlane.Validation;
using MeshRuntime.ControlPlane.Yaml;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.ControlPlane.Resources;

/// <summary>
/// Reads <c>spec.accessControl</c>. It grants and denies, so nothing is passed over: an unknown key, an action that is neither allow nor deny and
/// a verb that could never match are errors.
/// </summary>
internal static class AccessControlReader
{
    private static readonly string[] Verbs = ["*", "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];

    public static (AccessDescription Access, string? TrustDomain) Read(YamlMap map)
    {
        var action = Action(map, "defaultAction");
        var trustDomain = map.Text("trustDomain");
        var hasPolicies = map.Node("policies") is YamlList;
        var policies = map.Maps("policies").Select(Policy).OfType<AccessPolicyDescription>().ToImmutableArray();
        map.CheckUnread(ProblemSeverity.Error);
        if (trustDomain is not null && !trustDomain.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_'))
        {
            map.Error("trustDomain", $"{map.Shown("trustDomain")} cannot stand in a SPIFFE id", "use letters, digits, dots, dashes and underscores");
        }

        if (action is null && policies.Length > 0)
        {
            map.Warning(
                "defaultAction",
                "is not written: callers that no policy names are allowed, as in Dapr",
                "write defaultAction: deny to refuse them, or allow to say that it is meant");
        }

        return (new AccessDescription(action, hasPolicies ? policies : default), string.IsNullOrEmpty(trustDomain) ? null : trustDomain);
    }

    private static AccessPolicyDescription? Policy(YamlMap map)
    {
        var app = map.RequiredText("appId", "write the caller's app id");
        var domain = map.RequiredText("trustDomain", "write the caller's trust domain, such as public");
        var space = map.RequiredText("namespace", "write the caller's namespace, such as default");
        var action = Action(map, "defaultAction");
        var operations = map.Maps("operations").Select(Operation).OfType<AccessOperationDescription>().ToImmutableArray();
        map.CheckUnread(ProblemSeverity.Error);
        return app is null || domain is null || space is null ? null : new(app, domain, space, action, operations);
    }

    private static AccessOperationDescription? Operation(YamlMap map)
    {
        var name = map.RequiredText("name", "write the path that the rule is for, such as /orders/*");
        var verbs = map.Scalars("httpVerb");
        var action = Action(map, "action");
        map.CheckUnread(ProblemSeverity.Error);
        foreach (var verb in verbs.Where(verb => !Verbs.Contains(verb.Text, StringComparer.Ordinal)))
        {
            var known = Array.Find(Verbs, known => string.Equals(known, verb.Text, StringComparison.OrdinalIgnoreCase));
            map.Error(
                "httpVerb",
                $"{verb.Shown} matches no request: verbs are compared by case",
                known is null ? $"write {string.Join(", ", Verbs)}" : $"write {known}");
        }

        if (string.IsNullOrEmpty(action))
        {
            map.Warning("action", "is not written: the rule denies, as in Dapr", "write action: allow or action: deny");
        }

        return name is null ? null : new(name, [.. verbs.Select(verb => verb.Text)], action);
    }

    /// <summary>Null: not written. The empty text is a value of its own (see <see cref="AccessDescription"/>).</summary>
    private static string? Action(YamlMap map, string key)
    {
        var text = map.Text(key);
        if (text is null or "" || text.Equals("allow", StringComparison.OrdinalIgnoreCase) || text.Equals("deny", StringComparison.OrdinalIgnoreCase))
        {
            return text;
        }

        map.Error(key, $"{map.Shown(key)} is no action", "write allow or deny");
        return "deny";
    }
}
