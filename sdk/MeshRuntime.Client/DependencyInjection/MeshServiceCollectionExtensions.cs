using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MeshRuntime.Client;

/// <summary>Registers the client and typed services in an app's container.</summary>
public static class MeshServiceCollectionExtensions
{
    /// <summary>One <see cref="MeshClient"/> for the app, which the container disposes of. May be called again: what each call configures counts, in order.</summary>
    /// <param name="services">The app's container.</param>
    /// <param name="configure">Changes the options. Null: what the environment says.</param>
    public static IServiceCollection AddMeshClient(this IServiceCollection services, Action<MeshClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        return configure is null ? services.AddClient() : services.AddMeshClient((_, options) => configure(options));
    }

    /// <summary>One <see cref="MeshClient"/> for the app, configured with what else the container holds; otherwise as the overload without a provider.</summary>
    /// <param name="services">The app's container.</param>
    /// <param name="configure">Changes the options, when the client is first wanted.</param>
    public static IServiceCollection AddMeshClient(this IServiceCollection services, Action<IServiceProvider, MeshClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddSingleton(new MeshClientSetup(configure));
        return services.AddClient();
    }

    /// <summary>The client of a service as <typeparamref name="T"/>, at the app that its <see cref="MeshServiceAttribute"/> names; and the <see cref="MeshClient"/> below it.</summary>
    /// <param name="services">The app's container.</param>
    public static IServiceCollection AddMeshService<T>(this IServiceCollection services)
        where T : class, IMeshService<T> => services.AddMeshService<T>(T.AppId);

    /// <summary>The client of a service as <typeparamref name="T"/>, at another app.</summary>
    /// <param name="services">The app's container.</param>
    /// <param name="appId">The app's id.</param>
    public static IServiceCollection AddMeshService<T>(this IServiceCollection services, string appId)
        where T : class, IMeshService<T>
    {
        services.AddMeshClient();
        var client = ServiceDescriptor.Singleton(provider => provider.GetRequiredService<MeshClient>().Service<T>(appId));
        services.Add(client);
        return services.AddSingleton(new ServiceClientEntry(services, client));
    }

    private static IServiceCollection AddClient(this IServiceCollection services)
    {
        services.TryAddSingleton(static provider =>
        {
            var options = new MeshClientOptions();
            foreach (var setup in provider.GetServices<MeshClientSetup>())
            {
                setup.Configure(provider, options);
            }

            return new MeshClient(options);
        });
        return services;
    }
}
