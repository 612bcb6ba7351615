using MeshRuntime.ControlPlane.Resources;
using MeshRuntime.ControlPlane.Validation;
using MeshRuntime.ControlPlane.Yaml;

namespace MeshRuntime.ControlPlane.Components;

/// <summary>Chooses the one name resolver and the one certificate source: as configured, else the defaults that need nothing but a folder.</summary>
internal sealed class PlatformParts(ComponentCatalog catalog, ControlPlaneOptions options, ProblemList problems)
{
    private const string DefaultResolver = "nameresolution.sqlite";
    private const string DefaultCertificates = "mtls.local";

    /// <summary>The chosen ones, ready to be started with the others.</summary>
    public IEnumerable<ComponentResource> Choose(ResourceSet resources)
    {
        if (Resolver(resources) is { } resolver)
        {
            yield return resolver;
        }

        var sources = resources.Components.Where(component => component.Category == ComponentCategory.Mtls).ToList();
        if (options.MtlsEnabled)
        {
            CheckOnlyOne(sources, "certificate sources");
            yield return sources.FirstOrDefault() ?? Default(DefaultCertificates);
        }
        else
        {
            foreach (var source in sources)
            {
                problems.Warning(
                    source.Place,
                    "spec.type",
                    $"component \"{source.Name}\" is not loaded: mTLS is off",
                    "start without --enable-mtls=false, or remove it");
            }
        }
    }

    private ComponentResource? Resolver(ResourceSet resources)
    {
        var components = resources.Components.Where(component => component.Category == ComponentCategory.NameResolution).ToList();
        CheckOnlyOne(components, "name resolvers");
        if (resources.Configuration.NameResolution is not { } named)
        {
            return components.FirstOrDefault() ?? Default(DefaultResolver);
        }

        if (components is [var component, ..])
        {
            problems.Error(named.Place, "spec.nameResolution", $"a name resolver is configured already at {component.Place}", "keep one of them");
        }

        var type = $"{ComponentCategory.NameResolution}.{named.Component}";
        if (catalog.Find(type) is null)
        {
            var prefix = ComponentCategory.NameResolution.Length + 1;
            var available = catalog.TypesOf(ComponentCategory.NameResolution).Select(known => known[prefix..]).ToList();
            var otherwise = $"write one of {string.Join(", ", available)}, or remove spec.nameResolution for the default (sqlite)";
            problems.Error(
                named.Place,
                "spec.nameResolution.component",
                $"\"{named.Component}\" is not available here",
                Spelling.Suggest(named.Component, available, otherwise));
            return null;
        }

        return new ComponentResource
        {
            Name = named.Component,
            Type = type,
            Version = named.Version,
            Metadata = named.Settings,
            Place = named.Place,
            Fingerprint = named.Fingerprint,
        };
    }

    private void CheckOnlyOne(List<ComponentResource> components, string what)
    {
        foreach (var extra in components.Skip(1))
        {
            problems.Error(extra.Place, "spec.type", $"there are two {what}: the other one is at {components[0].Place}", "keep one of them");
        }
    }

    private static ComponentResource Default(string type) => new() { Name = type, Type = type, Place = Place.None, Fingerprint = "default" };
}
