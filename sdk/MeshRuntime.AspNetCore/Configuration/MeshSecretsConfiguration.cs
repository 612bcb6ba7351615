using Microsoft.Extensions.Configuration;

namespace MeshRuntime.AspNetCore;

/// <summary>Reads configuration from a secret store.</summary>
public static class MeshSecretsConfiguration
{
    /// <summary>
    /// Adds the secrets of a store to the configuration, under their names: <c>Db__Password</c> is <c>Db:Password</c>. A secret with several values has each below its
    /// name. They are read at once, through the sidecar; the start waits for it. Sources added later win over them.
    /// </summary>
    /// <param name="builder">The app's configuration, such as <c>builder.Configuration</c>.</param>
    /// <param name="store">The secret store.</param>
    /// <param name="configure">Sets options. Null: the defaults.</param>
    /// <returns>The configuration.</returns>
    /// <exception cref="InvalidOperationException">
    /// The secrets cannot be read; the message says why and what to do. Thrown here by a <c>ConfigurationManager</c>, else when the configuration is built.
    /// </exception>
    public static IConfigurationBuilder AddMeshSecrets(this IConfigurationBuilder builder, string store, Action<MeshSecretsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(store);
        var options = new MeshSecretsOptions();
        configure?.Invoke(options);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.WaitForSidecar, TimeSpan.Zero);
        if (options.ReloadInterval is { } interval)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        }

        return builder.Add(new MeshSecretsSource(store, options));
    }
}
