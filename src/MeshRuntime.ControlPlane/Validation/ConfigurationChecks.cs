using MeshRuntime.ControlPlane.Components;
using MeshRuntime.ControlPlane.Resources;

namespace MeshRuntime.ControlPlane.Validation;

/// <summary>Checks what no single field can show: whether the parts of a configuration fit each other and the flags.</summary>
internal static class ConfigurationChecks
{
    public static void Check(ResourceSet resources, ControlPlaneOptions options, ProblemList problems)
    {
        var configuration = resources.Configuration;
        if (configuration.Access is not null && !options.MtlsEnabled)
        {
            // Without certificates nobody can prove who calls; Dapr applies the default action to everyone (dapr#2473).
            problems.Error(
                configuration.AccessPlace,
                "spec.accessControl",
                "callers cannot be told apart while mTLS is off, so no policy would apply",
                "start without --enable-mtls=false, or remove accessControl");
        }

        if (configuration.DemandsMtls is { } place && !options.MtlsEnabled)
        {
            problems.Error(
                place,
                "spec.mtls.enabled",
                "the Configuration demands mTLS and the process flag switches it off",
                "start without --enable-mtls=false");
        }

        CheckSecretScopes(resources, problems);
    }

    /// <summary>A misspelt store name guards nothing and nobody notices (dapr#8388).</summary>
    private static void CheckSecretScopes(ResourceSet resources, ProblemList problems)
    {
        var stores = resources.Components.Where(component => component.Category == ComponentCategory.SecretStores).Select(store => store.Name).ToList();
        foreach (var scope in resources.Configuration.SecretScopes)
        {
            if (!stores.Contains(scope.StoreName) && !resources.Foreign.Any(other => other.Category == ComponentCategory.SecretStores && other.Name == scope.StoreName))
            {
                var known = stores.Count == 0 ? "no secret store is configured: remove the scope" : $"known are {string.Join(", ", stores)}";
                problems.Error(scope.Place, scope.Path, $"unknown secret store \"{scope.StoreName}\"", Spelling.Suggest(scope.StoreName, stores, known));
            }
        }
    }
}
