using System.Text;
using MeshRuntime.ControlPlane.Components;
using MeshRuntime.ControlPlane.Resources;
using MeshRuntime.ControlPlane.Validation;

namespace MeshRuntime.ControlPlane.Yaml;

/// <summary>Reads every file that the options name: all problems of all files in one pass, whatever is wrong with any of them.</summary>
internal sealed class ResourceLoader(ControlPlaneOptions options, ProblemList problems)
{
    private readonly List<ComponentResource> _components = [];
    private readonly List<SubscriptionResource> _subscriptions = [];
    private readonly List<ResiliencyResource> _resiliencies = [];
    private readonly List<ComponentResource> _foreign = [];
    private readonly HashSet<string> _configFiles = [.. options.ConfigPaths.Select(Path.GetFullPath)];

    // Set and empty is not unset: Dapr filters by namespace only when the variable is there.
    private readonly bool _filtersByNamespace = options.Environment("NAMESPACE") is not null;

    public ResourceSet Load()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var folder in options.ResourcesPaths.Where(folder => seen.Add(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))))
        {
            foreach (var file in FilesOf(folder))
            {
                ReadFile(file);
            }
        }

        CheckDuplicates();
        var (configuration, configurationFingerprint) = new ConfigurationLoader(options.Environment, problems).Load(options.ConfigPaths);
        var fingerprint = new StringBuilder(configurationFingerprint);
        var fingerprints = _components.Select(component => component.Fingerprint)
            .Concat(_subscriptions.Select(subscription => subscription.Fingerprint))
            .Concat(_resiliencies.Select(resiliency => resiliency.Fingerprint));
        foreach (var part in fingerprints)
        {
            fingerprint.Append('|').Append(part);
        }

        var subscriptions = SubscriptionChoice.Among(_subscriptions, problems);
        var resiliency = ResiliencyMerge.Of(_resiliencies, problems);
        return new ResourceSet(_components, subscriptions, resiliency, _foreign, configuration, fingerprint.ToString());
    }

    private IReadOnlyList<string> FilesOf(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder).Where(IsYaml).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var what = $"the resources path cannot be read: {e.Message}";
            problems.Error(new Place(folder, 0), "", what, "name a folder that exists and that this user may read");
            return [];
        }
    }

    private static bool IsYaml(string file) => Path.GetExtension(file).ToUpperInvariant() is ".YAML" or ".YML";

    private void ReadFile(string file)
    {
        foreach (var document in YamlFile.Read(file, environment: null, problems))
        {
            if (document.Root is YamlMapping mapping)
            {
                ReadDocument(file, mapping);
            }
            else
            {
                problems.Error(document.Root.Place, "", "the document is no resource", "write apiVersion, kind, metadata and spec");
            }
        }
    }

    private void ReadDocument(string file, YamlMapping document)
    {
        var root = new YamlMap(document, "", problems, StringComparison.OrdinalIgnoreCase);
        var (apiVersion, kind) = ResourceHeader.ReadKind(root);
        if (kind == ResourceKinds.Component && apiVersion == ResourceKinds.ApiVersion)
        {
            AddComponent(ComponentReader.Read(document, root));
        }
        else if (kind == ResourceKinds.Subscription && ResourceKinds.ApiVersions.Contains(apiVersion))
        {
            AddSubscription(SubscriptionReader.Read(document, root));
        }
        else if (kind == ResourceKinds.Resiliency)
        {
            AddResiliency(ResiliencyReader.Read(document, root));
        }
        else if (kind == ResourceKinds.Configuration)
        {
            CheckStrayConfiguration(file, root);
        }
        else if (ResourceKinds.WithoutEffect.Contains((apiVersion, kind)))
        {
            root.Warning("kind", $"{kind} has no effect in this version", "it may stay; what it asks for is not done");
        }
        else if (ResourceKinds.All.Contains(kind))
        {
            var cure = Spelling.Suggest(apiVersion, ResourceKinds.ApiVersions, $"write apiVersion: {ResourceKinds.ApiVersion}");
            root.Warning("apiVersion", $"\"{apiVersion}\" is no known version of {kind}: the document is not read", cure);
        }
        else
        {
            var what = kind.Length == 0 ? "is missing: the document is not read" : $"\"{kind}\" is no known kind: the document is not read";
            root.Warning("kind", what, Spelling.Suggest(kind, ResourceKinds.All, $"known are {string.Join(", ", ResourceKinds.All)}"));
        }
    }

    /// <summary>
    /// Dapr never reads a Configuration from here. Passing over one that protects something would open what its author closed; but where --config is
    /// given, other Configurations in the folder are those of other apps.
    /// </summary>
    private void CheckStrayConfiguration(string file, YamlMap root)
    {
        if (_configFiles.Contains(Path.GetFullPath(file)))
        {
            return;
        }

        var protects = options.ConfigPaths.Count == 0
            && root.Node("spec") is YamlMapping spec
            && spec.Entries.Any(entry => ConfigurationReader.Protective.Contains(entry.Key));
        problems.Add(
            protects ? ProblemSeverity.Error : ProblemSeverity.Warning,
            root.PlaceOf("kind"),
            "kind",
            "a Configuration is not read from a resources path",
            $"pass it by --config {file}");
    }

    private void AddComponent(ComponentResource? component)
    {
        if (component is null)
        {
            return;
        }

        var ours = component.Scopes.Count == 0 || component.Scopes.Contains(options.AppId);
        var here = !_filtersByNamespace || component.Namespace is null || component.Namespace == options.Namespace;
        if (ours && here)
        {
            _components.Add(component);
        }
        else
        {
            _foreign.Add(component);
        }
    }

    /// <summary>By scope only: Dapr does not ask for a Subscription's namespace outside of Kubernetes.</summary>
    private void AddSubscription(SubscriptionResource? subscription)
    {
        if (subscription is not null && (subscription.Scopes.Count == 0 || subscription.Scopes.Contains(options.AppId)))
        {
            _subscriptions.Add(subscription);
        }
    }

    /// <summary>By scope only, as a Subscription.</summary>
    private void AddResiliency(ResiliencyResource? resiliency)
    {
        if (resiliency is not null && (resiliency.Scopes.Count == 0 || resiliency.Scopes.Contains(options.AppId)))
        {
            _resiliencies.Add(resiliency);
        }
    }

    private void CheckDuplicates()
    {
        var places = new Dictionary<string, Place>(StringComparer.Ordinal);
        foreach (var component in _components)
        {
            if (!places.TryAdd(component.Name, component.Place))
            {
                problems.Error(
                    component.Place,
                    "metadata.name",
                    $"duplicate definition of Component name {component.Name}, defined already at {places[component.Name]}",
                    "rename one, or keep one");
            }
        }
    }
}
