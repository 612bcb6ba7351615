using MeshRuntime.Client;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace MeshRuntime.AspNetCore;

/// <summary>Makes an app part of the mesh.</summary>
public static class MeshHosting
{
    /// <summary>
    /// Registers what <c>MapMeshService</c>, <c>MapTopic</c> and <c>RequireAppToken</c> need, and a <see cref="MeshClient"/> for the app's own calls, with the JSON of
    /// <c>ConfigureHttpJsonOptions</c>. May be called again: what each call configures counts, in order.
    /// </summary>
    /// <param name="builder">The app's builder.</param>
    /// <param name="configure">Changes the options. Null: the defaults.</param>
    /// <returns>The builder.</returns>
    public static TBuilder AddMesh<TBuilder>(this TBuilder builder, Action<MeshAppOptions>? configure = null)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddMesh(configure);
        return builder;
    }

    /// <summary>
    /// Registers what <c>MapMeshService</c>, <c>MapTopic</c> and <c>RequireAppToken</c> need, and a <see cref="MeshClient"/> for the app's own calls, with the JSON of
    /// <c>ConfigureHttpJsonOptions</c>. May be called again: what each call configures counts, in order.
    /// </summary>
    /// <param name="services">The app's container.</param>
    /// <param name="configure">Changes the options. Null: the defaults.</param>
    /// <returns>The container.</returns>
    public static IServiceCollection AddMesh(this IServiceCollection services, Action<MeshAppOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (!services.Any(service => service.ServiceType == typeof(MeshServer)))
        {
            services.AddOptions<MeshAppOptions>().Configure<IConfiguration>((options, configuration) => options.AppToken = configuration[AppToken.Variable]);
            services.AddSingleton<MeshServer>();
            services.AddHostedService<SubscriptionCheck>();
            services.AddTransient<IStartupFilter, NoRouteMark>();
            services.AddMeshClient(UseJsonOfTheApp);
        }

        if (configure is not null)
        {
            services.Configure(configure);
        }

        return services;
    }

    /// <summary>What the app writes to others it writes as it answers, unless it says otherwise by <c>AddMeshClient</c>, before or after.</summary>
    private static void UseJsonOfTheApp(IServiceProvider services, MeshClientOptions options)
    {
        if (options.Json == MeshJson.Default)
        {
            options.Json = services.GetRequiredService<MeshServer>().Json;
        }
    }
}
