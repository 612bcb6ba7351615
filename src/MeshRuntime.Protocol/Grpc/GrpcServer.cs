using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace MeshRuntime.Protocol.Grpc;

/// <summary>Answers gRPC calls on an HTTP server: checks the request, runs the method, and writes its status.</summary>
/// <param name="options">What holds for every call.</param>
public sealed class GrpcServer(GrpcServerOptions options)
{
    /// <summary>Answers one request. Ends when the handler has, also when the caller is answered or gone long before.</summary>
    /// <param name="http">The request and its response, which has not started.</param>
    /// <param name="method">What runs; found by the request's path.</param>
    public async Task HandleAsync(HttpContext http, GrpcMethod method)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(method);
        if (RefusalOf(http) is { } refused)
        {
            await RefuseAsync(http, refused.Code, refused.Reason);
            return;
        }

        LiftLimits(http);
        TimeSpan? timeout = null;
        if (http.Request.Headers[GrpcHeaders.Timeout] is [var given, ..])
        {
            if (!GrpcTimeout.TryParse(given, out var time))
            {
                var text = $"grpc-timeout \"{given}\" is not one to eight digits and a unit of H, M, S, m, u or n";
                GrpcStatusWriter.WriteTrailersOnly(http.Response, new GrpcStatus(GrpcCode.Internal, text));
                return;
            }

            timeout = time;
        }

        if (http.Request.Headers[GrpcHeaders.Encoding].ToString() is var encoding && !MessageReader.CanRead(encoding))
        {
            http.Response.Headers[GrpcHeaders.AcceptEncoding] = GrpcHeaders.Readable;
            var text = $"grpc-encoding \"{encoding}\" cannot be read; {GrpcHeaders.Readable} can";
            GrpcStatusWriter.WriteTrailersOnly(http.Response, new GrpcStatus(GrpcCode.Unimplemented, text));
            return;
        }

        await (timeout is { } limit && limit <= GrpcTimeout.Longest ? RunWithDeadlineAsync(http, method, limit) : RunAsync(http, method, timeout));
    }

    private async Task RunAsync(HttpContext http, GrpcMethod method, TimeSpan? timeout)
    {
        var call = new GrpcServerCall(http, method.Path, timeout, options, http.RequestAborted);
        await EndAsync(call, await StatusOfAsync(call, method));
    }

    private async Task RunWithDeadlineAsync(HttpContext http, GrpcMethod method, TimeSpan timeout)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        var call = new GrpcServerCall(http, method.Path, timeout, options, over.Token);
        var running = StatusOfAsync(call, method);
        await ((Task)running).WaitAsync(timeout, options.Clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!running.IsCompleted)
        {
            // The caller learns it at its time, not when the handler has noticed. Deadline and handler race here; the deadline wins, and
            // the status of a handler that ends in this very moment is not written.
            await over.CancelAsync();
            await EndAsync(call, new GrpcStatus(GrpcCode.DeadlineExceeded, $"the deadline of {timeout.TotalSeconds:0.###} s has passed"));
        }

        await EndAsync(call, await running);
    }

    // The last resort of a server: whatever a handler lets out becomes a status.
    private async Task<GrpcStatus> StatusOfAsync(GrpcServerCall call, GrpcMethod method)
    {
        try
        {
            return await method.RunAsync(call);
        }
        catch (GrpcException malformed)
        {
            return malformed.Status;
        }
        catch (BadHttpRequestException refused)
        {
            return new GrpcStatus(
                refused.StatusCode == StatusCodes.Status413PayloadTooLarge ? GrpcCode.ResourceExhausted : GrpcCode.Internal,
                "the request's body cannot be read: " + refused.Message);
        }
        catch (Exception gone) when (IsGone(gone, call))
        {
            return new GrpcStatus(GrpcCode.Cancelled, "the caller gave the call up");
        }
        catch (Exception failure)
        {
            options.Failed(call.Path, failure);
            return new GrpcStatus(GrpcCode.Unknown, "the method failed by a fault of its server; the log there has the details");
        }
    }

    private async Task EndAsync(GrpcServerCall call, GrpcStatus status)
    {
        try
        {
            await call.EndAsync(status);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException && call.Http.RequestAborted.IsCancellationRequested)
        {
            // The caller left while its status was on the way.
        }
    }

    // A broken stream is seen by a read or a write before it is seen by the token.
    private static bool IsGone(Exception failure, GrpcServerCall call) => failure switch
    {
        ConnectionResetException or ConnectionAbortedException => true,
        OperationCanceledException cancelled when cancelled.CancellationToken == call.Cancellation => true,
        OperationCanceledException or IOException => call.Cancellation.IsCancellationRequested,
        _ => false,
    };

    // In the order in which others check: a browser that strays in learns first that this is no web page.
    private static (int Code, string Reason)? RefusalOf(HttpContext http)
    {
        var request = http.Request;
        if (!GrpcHeaders.IsGrpc(request.ContentType))
        {
            return (StatusCodes.Status415UnsupportedMediaType, "this is a gRPC method: the content type must be application/grpc");
        }

        if (!HttpProtocol.IsHttp2(request.Protocol) && !HttpProtocol.IsHttp3(request.Protocol))
        {
            var reason = $"gRPC needs HTTP/2, and this came by {request.Protocol}; over plain TCP use HTTP/2 by prior knowledge";
            return (StatusCodes.Status426UpgradeRequired, reason);
        }

        return HttpMethods.IsPost(request.Method)
            ? null : (StatusCodes.Status405MethodNotAllowed, $"a gRPC method is called by POST, not by {request.Method}");
    }

    private static Task RefuseAsync(HttpContext http, int code, string reason)
    {
        http.Response.StatusCode = code;
        http.Response.ContentType = "text/plain; charset=utf-8";
        if (code == StatusCodes.Status405MethodNotAllowed)
        {
            http.Response.Headers.Allow = HttpMethods.Post;
        }
        else if (code == StatusCodes.Status426UpgradeRequired)
        {
            http.Response.Headers.Upgrade = "h2c";
        }

        return http.Response.WriteAsync(reason, http.RequestAborted);
    }

    // A stream may be silent for hours and carry any number of bytes: what is limited is each message.
    private static void LiftLimits(HttpContext http)
    {
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }
    }
}
