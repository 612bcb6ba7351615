using MeshRuntime.Abstractions.Errors;

namespace MeshRuntime.DataPlane.Stores;

/// <summary>The errors of reading secrets, in Dapr's words. They name secrets and never hold one.</summary>
internal static class SecretErrors
{
    /// <summary>No secret store is loaded at all.</summary>
    public static MeshError NotConfigured { get; } = new(MeshErrorCode.SecretStoresNotConfigured, "secret store is not configured");

    /// <summary>There are stores, and none of this name.</summary>
    public static MeshError NotFound(string store) => new(MeshErrorCode.SecretStoreNotFound, $"failed finding secret store with key {store}");

    /// <summary>The secret is not for this app.</summary>
    public static MeshError Forbidden(string store, string name) =>
        new(MeshErrorCode.SecretForbidden, $"access denied by policy to get \"{name}\" from \"{store}\"");

    /// <summary>The store did not give one secret, or has none of this name.</summary>
    public static MeshError Failed(string store, string name, string reason) =>
        new(MeshErrorCode.SecretGet, $"failed getting secret with key {name} from secret store {store}: {reason}");

    /// <summary>The store did not give its secrets.</summary>
    public static MeshError Failed(string store, string reason) => new(MeshErrorCode.SecretGet, $"failed getting secrets from secret store {store}: {reason}");
}
