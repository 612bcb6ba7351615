using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.ControlPlane.Compilation;
using MeshRuntime.ControlPlane.Components;
using MeshRuntime.ControlPlane.Reload;
using MeshRuntime.ControlPlane.Resources;
using MeshRuntime.ControlPlane.Validation;
using MeshRuntime.ControlPlane.Yaml;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.ControlPlane;

/// <summary>Goes once from files to a snapshot: read, check, start what is new, compile. The only order there is.</summary>
internal sealed class SnapshotBuilder(ComponentCatalog catalog, ControlPlaneOptions options, ILoggerFactory loggers, TimeProvider time)
{
    /// <summary>
    /// The next load; the old one itself when nothing changed; null when there are errors, and then nothing was changed. The components that the next
    /// load lacks still run: whoever puts it in force ends them.
    /// </summary>
    public async Task<Loaded?> BuildAsync(Loaded old, ProblemList problems, CancellationToken cancellation)
    {
        // 1. What the files say.
        var resources = new ResourceLoader(options, problems).Load();
        if (!problems.HasErrors && old != Loaded.Nothing && resources.Fingerprint == old.Resources.Fingerprint)
        {
            return old;
        }

        // 2. Whether its parts fit each other.
        ConfigurationChecks.Check(resources, options, problems);
        ResiliencyChecks.Check(resources, problems);
        var wanted = Wanted(resources, old, problems);

        // 3. Start what is new. With errors in the files nothing is started, but every component is made, for what its metadata got wrong.
        var maker = new ComponentMaker(catalog, options, loggers, time);
        var activator = new ComponentActivator(maker, options, time, problems, loggers.CreateLogger<ComponentActivator>());
        var components = await activator.ActivateAsync(ResourceDiff.Between(old.Components, wanted), cancellation);

        if (components is null)
        {
            return null;
        }

        // 4. What requests read.
        SubscriptionChecks.Check(resources, components, options, problems);
        return new Loaded(resources, components, SnapshotCompiler.Compile(resources, components));
    }

    public WorkloadIdentity IdentityOf(ResourceSet resources) =>
        new(resources.Configuration.TrustDomain ?? options.TrustDomain, options.Namespace, options.AppId);

    private List<ComponentResource> Wanted(ResourceSet resources, Loaded old, ProblemList problems)
    {
        // The resolver and the certificate source come first: what an app calls stands on them.
        var wanted = new PlatformParts(catalog, options, problems).Choose(resources).Select(part => Unchanged(part, old, problems)).ToList();
        foreach (var component in resources.Components.Where(component => !ComponentCategory.IsPlatform(component.Category)))
        {
            if (resources.Configuration.DeniedComponents.FirstOrDefault(denied => denied.Covers(component)) is null)
            {
                wanted.Add(component);
            }
            else
            {
                problems.Warning(
                    component.Place,
                    "spec.type",
                    $"component \"{component.Name}\" is not loaded: spec.components.deny names {component.Type}",
                    "remove it, or the denial");
            }
        }

        if (old != Loaded.Nothing && IdentityOf(resources) != IdentityOf(old.Resources))
        {
            problems.Warning(
                resources.Configuration.AccessPlace,
                "spec.accessControl.trustDomain",
                "the change needs a restart; the old trust domain stays in use",
                "restart the sidecar");
        }

        return wanted;
    }

    /// <summary>Calls in flight and peers' caches hold what these two gave: they are not exchanged in a running sidecar.</summary>
    private static ComponentResource Unchanged(ComponentResource part, Loaded old, ProblemList problems)
    {
        if (old.Components.Find(part)?.Resource is not { } running || running.Fingerprint == part.Fingerprint)
        {
            return part;
        }

        problems.Warning(
            part.Place,
            "spec.type",
            $"the change from {running.Title} to {part.Title} needs a restart; the old one stays in use",
            "restart the sidecar");
        return running;
    }
}
