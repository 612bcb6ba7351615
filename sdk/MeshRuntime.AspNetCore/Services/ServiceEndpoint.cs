using MeshRuntime.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.AspNetCore;

/// <summary>Answers one operation of a service, and turns a <see cref="MeshException"/>, or a call that took too long, into an answer. Whatever else is thrown is ASP.NET's to handle.</summary>
internal sealed partial class ServiceEndpoint<TService>(
    Func<HttpContext, TService> implementation, Func<TService, ServiceCall, Task> handle, ILogger logger, string name)
{
    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await handle(implementation(context), new HttpServiceCall(context)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller is gone: nobody is there to be answered, and nothing has failed.
            Log.CallerLeft(logger, name);
        }
        catch (Exception thrown) when (!context.Response.HasStarted && ErrorAnswer.StatusOf(thrown) is { } status)
        {
            // Once the answer has begun, the exception passes on instead: the server cuts the connection, so that half an answer does not look whole.
            if ((int)status >= StatusCodes.Status500InternalServerError)
            {
                Log.Failed(logger, thrown, name, (int)status);
            }
            else
            {
                Log.Refused(logger, thrown, name);
            }

            await ErrorAnswer.WriteAsync(context, status, thrown).ConfigureAwait(false);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 6101, Level = LogLevel.Debug, Message = "The caller of {Operation} left before the answer was whole")]
        public static partial void CallerLeft(ILogger logger, string operation);

        [LoggerMessage(EventId = 6102, Level = LogLevel.Debug, Message = "{Operation} was refused")]
        public static partial void Refused(ILogger logger, Exception refusal, string operation);

        [LoggerMessage(EventId = 6103, Level = LogLevel.Error, Message = "{Operation} failed; its caller got {Status}")]
        public static partial void Failed(ILogger logger, Exception failure, string operation, int status);
    }
}
