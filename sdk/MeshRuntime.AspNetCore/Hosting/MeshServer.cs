using MeshRuntime.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MeshRuntime.AspNetCore;

/// <summary>What the mesh's endpoints of one app have in common.</summary>
internal sealed class MeshServer(IOptions<MeshAppOptions> options, IOptions<JsonOptions> json, ILogger<MeshServer> logger)
{
    private readonly HashSet<string> _routes = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What the sidecar must present; null when nothing is asked for.</summary>
    public AppToken? Token { get; } = options.Value.AppToken is { } token ? new AppToken(token) : null;

    /// <summary>As the app's own endpoints have it: <c>ConfigureHttpJsonOptions</c> holds for services and topics, too.</summary>
    public MeshJson Json { get; } = new(json.Value.SerializerOptions);

    public ILogger Logger => logger;

    /// <summary>The endpoint that lists the subscriptions; null until it is mapped.</summary>
    public IEndpointConventionBuilder? Subscriptions { get; set; }

    /// <summary>Finds it among the app's services.</summary>
    public static MeshServer Of(IServiceProvider services) => services.GetService<MeshServer>()
        ?? throw new InvalidOperationException("The mesh's services are not registered: call builder.AddMesh() (or builder.Services.AddMesh()) before builder.Build().");

    /// <summary>True for the first who wants a name. Called while the app is built, by one thread.</summary>
    public bool TryClaimName(string name) => _names.Add(name);

    /// <summary>A route for a topic that names none: the wanted one, with a number from the second time on. Called while the app is built, by one thread.</summary>
    public string UniqueRoute(string wanted)
    {
        var route = wanted;
        for (var i = 2; !_routes.Add(route); i++)
        {
            route = $"{wanted}-{i}";
        }

        return route;
    }
}
