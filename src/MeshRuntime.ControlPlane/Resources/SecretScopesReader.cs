using MeshRuntime.ControlPlane.Validation;
using MeshRuntime.ControlPlane.Yaml;

namespace MeshRuntime.ControlPlane.Resources;

/// <summary>Reads <c>spec.secrets.scopes</c>. It denies, so unknown keys and doubled stores are errors.</summary>
internal static class SecretScopesReader
{
    public static IReadOnlyList<SecretScope> Read(YamlMap secrets)
    {
        var scopes = new List<SecretScope>();
        foreach (var map in secrets.Maps("scopes"))
        {
            var store = map.RequiredText("storeName", "write the name of the secret store");
            var access = map.Text("defaultAccess");
            var scope = new SecretScope(
                store ?? "",
                IsAllow(map, access),
                map.Texts("allowedSecrets"),
                map.Texts("deniedSecrets"),
                map.PlaceOf("storeName"),
                map.PathOf("storeName"));
            map.CheckUnread(ProblemSeverity.Error);
            if (store is null)
            {
                continue;
            }

            if (scopes.Find(other => other.StoreName == store) is { } first)
            {
                map.Error("storeName", $"{map.Shown("storeName")} has a scope already at {first.Place}", "write one scope for each store");
            }

            scopes.Add(scope);
        }

        secrets.CheckUnread(ProblemSeverity.Error);
        return scopes;
    }

    private static bool IsAllow(YamlMap map, string? access)
    {
        if (string.IsNullOrEmpty(access) || access.Equals("allow", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (!access.Equals("deny", StringComparison.OrdinalIgnoreCase))
        {
            map.Error("defaultAccess", $"{map.Shown("defaultAccess")} is no access", "write allow or deny");
        }

        return false;
    }
}
