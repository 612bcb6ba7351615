using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ControlPlane.Resources;
using MeshRuntime.ControlPlane.Validation;
using MeshRuntime.ControlPlane.Yaml;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.ControlPlane.Components;

/// <summary>Makes one component from its resource and reports what its metadata got wrong. Opens nothing.</summary>
internal sealed class ComponentMaker(ComponentCatalog catalog, ControlPlaneOptions options, ILoggerFactory loggers, TimeProvider time)
{
    /// <summary>The registration of a component; null, with a problem, when its type does not exist here.</summary>
    public ComponentRegistration? Find(ComponentResource resource, ProblemList problems)
    {
        if (!ComponentCategory.All.Contains(resource.Category))
        {
            problems.Error(
                resource.TypePlace ?? resource.Place,
                "spec.type",
                $"incorrect type {resource.Type}: \"{resource.Category}\" is no category of component",
                Spelling.Suggest(resource.Category, ComponentCategory.All, $"categories are {string.Join(", ", ComponentCategory.All)}"));
            return null;
        }

        if (catalog.Find(resource.Type) is not { } registration)
        {
            var here = catalog.TypesOf(resource.Category).ToList();
            var otherwise = here.Count == 0
                ? $"this sidecar has no {resource.Category} component yet: remove it, or set spec.ignoreErrors: true to start without it"
                : $"this sidecar has {string.Join(", ", here)}; set spec.ignoreErrors: true to start without it";
            problems.Error(
                resource.TypePlace ?? resource.Place,
                "spec.type",
                $"[CREATE_COMPONENT_FAILURE]: component \"{resource.Name}\": couldn't find {resource.Category} {resource.Type}/{resource.ShownVersion}",
                Spelling.Suggest(resource.Type, here, otherwise));
            return null;
        }

        if (!ComponentCatalog.HasVersion(registration, resource.Version))
        {
            problems.Error(
                resource.VersionPlace ?? resource.Place,
                "spec.version",
                $"[CREATE_COMPONENT_FAILURE]: component \"{resource.Name}\": {resource.Type} has no version \"{resource.Version}\"",
                $"write {string.Join(" or ", registration.Versions)}");
            return null;
        }

        return registration;
    }

    /// <summary>The component, not started; null, with problems, when it cannot be made.</summary>
    public async Task<ActiveComponent?> MakeAsync(
        ComponentRegistration registration, ComponentResource resource, IReadOnlyList<MetadataItem> items, ProblemList problems)
    {
        var metadata = new ComponentMetadata(items);
        IComponent instance;
        try
        {
            instance = registration.Create(new ComponentContext
            {
                Name = resource.Name,
                Metadata = metadata,
                AppId = options.AppId,
                Namespace = options.Namespace,
                DataFolder = options.DataFolder,
                Loggers = loggers,
                Time = time,
                Environment = options.Environment,
                EnvironmentNames = options.EnvironmentNames,
            });
        }
        catch (ComponentException e)
        {
            ReportMetadata(resource, metadata, problems);
            problems.Error(resource.Place, "spec", $"[CREATE_COMPONENT_FAILURE]: {resource.Title}: {e.Message}", "mend its metadata");
            return null;
        }
        catch (Exception e)
        {
            // A bug of the component. It must not take a running sidecar down at a reload.
            problems.Error(resource.Place, "spec", $"[CREATE_COMPONENT_FAILURE]: {resource.Title}: {e.GetType().Name}: {e.Message}", "check its metadata");
            return null;
        }

        var broker = instance is IPubSub pubSub ? PubSubMetadata.Read(resource, pubSub, metadata, options) : null;
        ReportMetadata(resource, metadata, problems);
        if (!problems.HasErrors)
        {
            return new ActiveComponent(resource, instance) { PubSub = broker };
        }

        await instance.DisposeAsync();
        return null;
    }

    private static void ReportMetadata(ComponentResource resource, ComponentMetadata metadata, ProblemList problems)
    {
        foreach (var problem in metadata.Problems)
        {
            problems.Error(PlaceOf(resource, problem.Field), PathOf(problem.Field), $"component \"{resource.Name}\": {problem.What}", problem.Cure);
        }

        var severity = ComponentCategory.IsPlatform(resource.Category) ? ProblemSeverity.Error : ProblemSeverity.Warning;
        foreach (var item in metadata.Unread)
        {
            var known = metadata.Known.Count == 0 ? "it has no fields" : $"known are {string.Join(", ", metadata.Known)}";
            problems.Add(
                severity,
                PlaceOf(resource, item.Name),
                PathOf(item.Name),
                $"component \"{resource.Name}\" ({resource.Type}) knows no such field",
                Spelling.Suggest(item.Name, metadata.Known, known));
        }
    }

    private static Place PlaceOf(ComponentResource resource, string field) =>
        resource.Metadata.LastOrDefault(entry => string.Equals(entry.Name, field, StringComparison.OrdinalIgnoreCase))?.Place ?? resource.Place;

    private static string PathOf(string field) => $"spec.metadata.{field}";
}
