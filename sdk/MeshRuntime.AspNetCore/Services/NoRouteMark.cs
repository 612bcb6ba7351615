using MeshRuntime.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.AspNetCore;

/// <summary>
/// Marks each 404 of the app that no endpoint has given: a typed caller would take it for null, and a wrong version or path for an order that does not exist. Stands before
/// everything else, so that it sees the answer as it leaves.
/// </summary>
internal sealed class NoRouteMark : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(static (HttpContext context, RequestDelegate rest) =>
        {
            context.Response.OnStarting(static state => Mark((HttpContext)state), context);
            return rest(context);
        });
        next(app);
    };

    private static Task Mark(HttpContext context)
    {
        if (context.Response.StatusCode == StatusCodes.Status404NotFound && context.GetEndpoint() is null)
        {
            context.Response.Headers[NoRoute.Header] = NoRoute.None;
        }

        return Task.CompletedTask;
    }
}
