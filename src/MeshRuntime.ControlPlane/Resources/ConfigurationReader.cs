using MeshRuntime.ControlPlane.Components;
using MeshRuntime.ControlPlane.Validation;
using MeshRuntime.ControlPlane.Yaml;

namespace MeshRuntime.ControlPlane.Resources;

/// <summary>Reads the <c>spec</c> of a Configuration. Keys are compared by case, as Dapr does for this kind only.</summary>
internal static class ConfigurationReader
{
    /// <summary>Parts that grant or deny something: a key that resembles one of them is an error.</summary>
    public static IReadOnlyList<string> Protective { get; } =
        ["accessControl", "api", "secrets", "components", "mtls", "httpPipeline", "appHttpPipeline", "wasm"];

    /// <summary>Parts that Dapr acts upon and this sidecar does not, with the keys Dapr knows in each.</summary>
    private static readonly (string Key, string[] Known)[] WithoutEffect =
    [
        ("tracing", ["samplingRate", "stdout", "zipkin", "otel"]),
        ("metric", ["enabled", "recordErrorCodes", "http", "latencyDistributionBuckets", "workflow", "rules"]),
        ("metrics", ["enabled", "recordErrorCodes", "http", "latencyDistributionBuckets", "workflow", "rules"]),
        ("logging", ["apiLogging"]),
        (
            "workflow",
            [
                "maxConcurrentWorkflowInvocations", "maxConcurrentActivityInvocations", "globalMaxConcurrentWorkflowInvocations",
                "globalMaxConcurrentActivityInvocations", "workflowConcurrencyLimits", "activityConcurrencyLimits", "stateRetentionPolicy",
            ]),
    ];

    public static ConfigurationResource Read(YamlMap spec)
    {
        foreach (var (key, known) in WithoutEffect)
        {
            if (spec.Map(key) is { } part)
            {
                part.Known(known);
                part.CheckUnread(ProblemSeverity.Warning);
                spec.Warning(key, "has no effect in this version", "it may stay; nothing depends on it");
            }
        }

        Refuse(spec, "httpPipeline");
        Refuse(spec, "appHttpPipeline");
        if (spec.Map("wasm") is { } wasm)
        {
            wasm.Known("strictSandbox");
            wasm.CheckUnread(ProblemSeverity.Error);
        }

        var access = spec.Map("accessControl") is { } control ? AccessControlReader.Read(control) : default;
        var (allowed, denied) = spec.Map("api") is { } api ? ApiRulesReader.Read(api) : ([], []);
        var resource = new ConfigurationResource
        {
            Access = access.Access,
            AccessPlace = spec.PlaceOf("accessControl"),
            TrustDomain = access.TrustDomain,
            AllowedApis = allowed,
            DeniedApis = denied,
            SecretScopes = spec.Map("secrets") is { } secrets ? SecretScopesReader.Read(secrets) : [],
            DeniedComponents = spec.Map("components") is { } components ? Denied(components) : [],
            NameResolution = spec.Map("nameResolution") is { } resolution ? NameResolution(resolution) : null,
            Features = Features(spec),
            DemandsMtls = spec.Map("mtls") is { } mtls ? DemandsMtls(mtls) : null,
        };
        spec.CheckUnread(ProblemSeverity.Warning, Protective);
        return resource;
    }

    /// <summary>A handler may be the one that checks tokens: to start without it would open what it guards.</summary>
    private static void Refuse(YamlMap spec, string key)
    {
        var pipeline = spec.Map(key);
        foreach (var handler in pipeline?.Maps("handlers") ?? [])
        {
            handler.Error(
                "type",
                $"the handler \"{handler.Text("name")}\" ({handler.Text("type")}) is not supported yet, and is not left out silently",
                "remove it, and do in the app what it did");
        }

        pipeline?.CheckUnread(ProblemSeverity.Error);
    }

    private static Place? DemandsMtls(YamlMap mtls)
    {
        var enabled = mtls.Flag("enabled");
        foreach (var key in new[] { "workloadCertTTL", "allowedClockSkew", "sentryAddress", "controlPlaneTrustDomain", "tokenValidators" })
        {
            if (mtls.Node(key) is not null)
            {
                mtls.Warning(key, "has no effect: it is read by a certificate authority, not by a sidecar", "set it on the mtls component");
            }
        }

        if (enabled == false)
        {
            mtls.Warning("enabled", "has no effect: the process flag decides", "start with --enable-mtls=false to switch mTLS off");
        }

        mtls.CheckUnread(ProblemSeverity.Error);
        return enabled == true ? mtls.PlaceOf("enabled") : null;
    }

    private static List<DeniedComponent> Denied(YamlMap components)
    {
        var denied = new List<DeniedComponent>();
        foreach (var scalar in components.Scalars("deny"))
        {
            var parts = scalar.Text.Split('/', 2);
            var category = ComponentCategory.Of(parts[0]);
            if (!ComponentCategory.All.Contains(category))
            {
                components.Error(
                    "deny",
                    $"{scalar.Shown} names no category of component, so it denies nothing",
                    Spelling.Suggest(category, ComponentCategory.All, $"write a type that starts with one of {string.Join(", ", ComponentCategory.All)}"));
            }

            denied.Add(new DeniedComponent(parts[0], parts.Length == 2 ? parts[1] : null));
        }

        components.CheckUnread(ProblemSeverity.Error);
        return denied;
    }

    private static NameResolutionResource? NameResolution(YamlMap map)
    {
        var component = map.RequiredText("component", "name a resolver, such as sqlite");
        var version = map.Text("version") ?? "";
        var settings = new List<MetadataEntry>();
        var node = map.Node("configuration");
        if (node is YamlMapping configuration)
        {
            settings.AddRange(configuration.Entries.Select(Setting));
        }
        else if (node is not null)
        {
            map.Error("configuration", "is not a mapping", "write the resolver's settings as keys and values below it");
        }

        map.CheckUnread(ProblemSeverity.Error);
        var fingerprint = node is null ? "" : YamlJson.Fingerprint(node);
        return component is null
            ? null
            : new NameResolutionResource(component, version, settings, map.PlaceOf("component"), $"{component}/{version}/{fingerprint}");
    }

    private static MetadataEntry Setting(YamlEntry entry)
    {
        var value = entry.Value is YamlScalar { IsNull: true } ? null : ComponentReader.TextOf(entry.Value);
        var isSecret = entry.Value is YamlScalar { FromEnvironment: true };
        return new MetadataEntry(entry.Key, value, Secret: null, EnvironmentVariable: null, entry.Place, isSecret);
    }

    private static Dictionary<string, bool> Features(YamlMap spec)
    {
        var features = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var map in spec.Maps("features"))
        {
            var name = map.RequiredText("name", "write the feature's name, such as HotReload");
            var enabled = map.Flag("enabled");
            map.CheckUnread(ProblemSeverity.Warning);
            if (name is not null)
            {
                features[name] = enabled ?? false;
            }

            if (name is not null && name != "HotReload")
            {
                map.Warning("name", $"the feature {map.Shown("name")} has no effect in this version", "it may stay; nothing depends on it");
            }
        }

        return features;
    }
}
