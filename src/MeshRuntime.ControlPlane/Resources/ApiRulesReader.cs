using MeshRuntime.ControlPlane.Validation;
using MeshRuntime.ControlPlane.Yaml;

namespace MeshRuntime.ControlPlane.Resources;

/// <summary>
/// Reads <c>spec.api.allowed</c> and <c>denied</c>. A rule that would match nothing is an error: Dapr drops it without a word, and what it was to
/// deny stays open.
/// </summary>
internal static class ApiRulesReader
{
    private static readonly string[] Names =
    [
        "invoke", "state", "publish", "bindings", "secrets", "actors", "metadata", "configuration", "lock", "unlock", "crypto", "subtlecrypto",
        "workflows", "healthz", "jobs", "shutdown", "conversation", "subscribe", "mesh",
    ];

    /// <summary>The short forms and, for each, the prefix of its routes, which older files write.</summary>
    private static readonly Dictionary<string, string> Versions = new(StringComparer.Ordinal)
    {
        ["v1"] = "v1",
        ["v1.0"] = "v1",
        ["v1alpha1"] = "v1alpha1",
        ["v1.0-alpha1"] = "v1alpha1",
        ["v1alpha2"] = "v1alpha2",
        ["v1.0-alpha2"] = "v1alpha2",
        ["v1beta1"] = "v1beta1",
        ["v1.0-beta1"] = "v1beta1",
    };

    public static (IReadOnlyList<ApiRule> Allowed, IReadOnlyList<ApiRule> Denied) Read(YamlMap api)
    {
        IReadOnlyList<ApiRule> allowed = [.. api.Maps("allowed").Select(Rule).OfType<ApiRule>()];
        IReadOnlyList<ApiRule> denied = [.. api.Maps("denied").Select(Rule).OfType<ApiRule>()];
        api.CheckUnread(ProblemSeverity.Error);
        return (allowed, denied);
    }

    private static ApiRule? Rule(YamlMap map)
    {
        var name = map.RequiredText("name", "write the name of an API, such as invoke");
        var version = map.RequiredText("version", "write v1, v1alpha1, v1alpha2 or v1beta1");
        var protocol = map.RequiredText("protocol", "write http or grpc");
        map.CheckUnread(ProblemSeverity.Error);
        if (name is null || version is null || protocol is null)
        {
            return null;
        }

        var isHttp = protocol.Equals("http", StringComparison.OrdinalIgnoreCase);
        if (!isHttp && !protocol.Equals("grpc", StringComparison.OrdinalIgnoreCase))
        {
            map.Error("protocol", $"{map.Shown("protocol")} is no protocol of the API", "write http or grpc");
        }

        if (!Versions.TryGetValue(version, out var shortForm))
        {
            map.Error("version", $"{map.Shown("version")} is no version of the API", "write v1, v1alpha1, v1alpha2 or v1beta1");
        }

        if (!Names.Contains(name, StringComparer.Ordinal))
        {
            var cure = name.Contains('/', StringComparison.Ordinal)
                ? "a rule covers a whole API here: write the name before the first slash"
                : Spelling.Suggest(name, Names, $"write one of {string.Join(", ", Names)}");
            map.Error("name", $"{map.Shown("name")} is no API", cure);
        }

        return shortForm is null ? null : new ApiRule(shortForm, name, isHttp);
    }
}
