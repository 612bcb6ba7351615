using MeshRuntime.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MeshRuntime.AspNetCore;

/// <summary>Serves an interface with <see cref="MeshServiceAttribute"/>: one endpoint for each of its methods.</summary>
public static class MeshServiceEndpoints
{
    /// <summary>Maps the endpoints of a service that one object answers, for all requests at once.</summary>
    /// <typeparam name="TService">The interface.</typeparam>
    /// <param name="endpoints">The app, or a group of routes.</param>
    /// <param name="implementation">What answers; must be safe for concurrent use.</param>
    /// <returns>The endpoints, for conventions that hold for all of them.</returns>
    /// <exception cref="InvalidOperationException"><c>AddMesh()</c> was not called, or a type has no JSON contract.</exception>
    public static IEndpointConventionBuilder MapMeshService<TService>(this IEndpointRouteBuilder endpoints, TService implementation)
        where TService : class, IMeshService<TService>
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(implementation);
        return Map<TService>(endpoints, _ => implementation);
    }

    /// <summary>Maps the endpoints of a service whose implementation the container makes, as it is registered there: mostly one for each request.</summary>
    /// <typeparam name="TService">The interface, registered such as by <c>AddScoped&lt;IOrders, Orders&gt;()</c>.</typeparam>
    /// <param name="endpoints">The app, or a group of routes.</param>
    /// <returns>The endpoints, for conventions that hold for all of them.</returns>
    /// <exception cref="InvalidOperationException">
    /// The interface is not registered, or as a client by <c>AddMeshService</c>; <c>AddMesh()</c> was not called, or a type has no JSON contract.
    /// </exception>
    public static IEndpointConventionBuilder MapMeshService<TService>(this IEndpointRouteBuilder endpoints)
        where TService : class, IMeshService<TService>
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var name = typeof(TService).Name;
        if (ServiceClientEntry.Answers(endpoints.ServiceProvider, typeof(TService)))
        {
            throw new InvalidOperationException(
                $"MapMeshService<{name}>() would answer with the client that AddMeshService<{name}>() registers, and each call would come back to this app for ever: "
                + $"register the implementation instead, such as by builder.Services.AddScoped<{name}, …>(). "
                + $"To pass calls on to another app, hand its client over: MapMeshService(mesh.Service<{name}>(\"another-app\")).");
        }

        if (endpoints.ServiceProvider.GetService<IServiceProviderIsService>()?.IsService(typeof(TService)) == false)
        {
            throw new InvalidOperationException(
                $"MapMeshService<{name}>() found no implementation of {name}: register one, such as by builder.Services.AddScoped<{name}, …>(), "
                + $"or hand one over: MapMeshService<{name}>(…).");
        }

        return Map(endpoints, context => context.RequestServices.GetRequiredService<TService>());
    }

    private static RouteGroupBuilder Map<TService>(IEndpointRouteBuilder endpoints, Func<HttpContext, TService> implementation)
        where TService : class, IMeshService<TService>
    {
        var mesh = MeshServer.Of(endpoints.ServiceProvider);
        var group = endpoints.MapGroup("");
        foreach (var operation in TService.Operations(mesh.Json))
        {
            var name = $"{TService.AppId}.{operation.Name}";
            var endpoint = new ServiceEndpoint<TService>(implementation, operation.Handle, mesh.Logger, name);
            var mapped = group.MapMethods(operation.Route, [operation.Verb], endpoint.HandleAsync)
                .WithDisplayName($"{operation.Verb} {operation.Route} => {name}")
                .WithMetadata(new TagsAttribute(TService.AppId));

            // An endpoint's name is unique in an app: of overloads, and of a service that is mapped twice, the first has it.
            if (mesh.TryClaimName(name))
            {
                mapped.WithName(name);
            }
        }

        group.RequireAppToken();
        return group;
    }
}
