using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Sidecar.Servers;

/// <summary>
/// Hands each request of a server to one function, and is the last resort for a bug in it. Stands where ASP.NET's hosting would: no dependency
/// injection, no middleware, no routing, and the context object of a connection is used again for its next request.
/// </summary>
internal sealed partial class RequestApplication(RequestDelegate handle, ILogger log) : IHttpApplication<RequestApplication.Context>
{
    /// <inheritdoc/>
    public Context CreateContext(IFeatureCollection contextFeatures)
    {
        if (contextFeatures is not IHostContextContainer<Context> container)
        {
            return new Context(new DefaultHttpContext(contextFeatures));
        }

        if (container.HostContext is { } used)
        {
            used.Http.Initialize(contextFeatures);
            return used;
        }

        return container.HostContext = new Context(new DefaultHttpContext(contextFeatures));
    }

    /// <inheritdoc/>
    public async Task ProcessRequestAsync(Context context)
    {
        try
        {
            await handle(context.Http);
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException && context.Http.RequestAborted.IsCancellationRequested)
        {
            // The caller went away while we wrote; the server closes what is left.
        }
        catch (Exception failure) when (failure is not BadHttpRequestException)
        {
            Log.Unhandled(log, failure, context.Http.Request.Method);
            if (context.Http.Response.HasStarted)
            {
                context.Http.Abort();
            }
            else
            {
                context.Http.Response.Clear();
                context.Http.Response.StatusCode = StatusCodes.Status500InternalServerError;
                context.Http.Response.ContentType = "application/json";
                await context.Http.Response.WriteAsync("""{"errorCode":"ERR_INTERNAL","message":"internal error; the log has the details"}""");
            }
        }
    }

    /// <inheritdoc/>
    public void DisposeContext(Context context, Exception? exception) => context.Http.Uninitialize();

    /// <summary>What is kept of a request, and used again for the next on the same connection or stream.</summary>
    internal sealed class Context(DefaultHttpContext http)
    {
        /// <summary>The request and its response.</summary>
        public DefaultHttpContext Http { get; } = http;
    }

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Error, "A {Method} request failed by a fault of the sidecar")]
        public static partial void Unhandled(ILogger logger, Exception failure, string method);
    }
}
