using System.Net;
using System.Runtime.CompilerServices;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Forwarding;
using MeshRuntime.Protocol;
using MeshRuntime.Protocol.Grpc;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.DataPlane.Outbound.Layers;

/// <summary>The wire to the other sidecar: plain HTTP/2, mutual TLS. The only place of an outgoing call that catches.</summary>
/// <param name="client">Sends to any endpoint of the target.</param>
/// <param name="scheme">Of the URLs, up to the authority.</param>
/// <param name="time">Limits what an answer is held for.</param>
/// <param name="loggers">Where it logs.</param>
internal sealed partial class PeerTransport(HttpMessageInvoker client, string scheme, TimeProvider time, ILoggerFactory loggers) : CallLayer
{
    // The callee's explanation of a failure; more than any message of ours.
    private const int MaxExplanationBytes = 8 * 1024;

    // The callee's sidecar gives up a little later than we do: its end must not look like a failure of its own.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(100);

    private readonly ILogger _log = loggers.CreateLogger<PeerTransport>();

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<CallResult> InvokeAsync(MeshCall call)
    {
        var authority = call.Endpoint!.Endpoint.Authority;
        try
        {
            var request = RequestCopy.Create(call, scheme + authority, HttpVersion.Version20);
            call.Invoke?.WriteTo(request.Headers);
            if (call.Kind == CallKind.Grpc)
            {
                request.Headers.TryAddWithoutValidation(MeshNames.PeerCall, MeshNames.PassedGrpc);
            }
            else if (call.TimeLeft is { } left)
            {
                request.Headers.TryAddWithoutValidation(MeshNames.Deadline, GrpcTimeout.Format(left + Grace));
            }

            var response = await client.SendAsync(request, call.Aborted);
            if (response.Headers.NonValidated.TryGetValues(MeshNames.PeerFailure, out var failure))
            {
                return await ReadFailureAsync(call, response, failure.ToString());
            }

            if (call.Kind == CallKind.Grpc && call.IsJudged && !call.IsStream)
            {
                await FirstMessage.AwaitAsync(response, call);
            }

            return CallResult.Answered(CanBeMadeAgain(call) ? await HoldAsync(response, call.Aborted) : response);
        }
        catch (OperationCanceledException) when (call.Aborted.IsCancellationRequested)
        {
            return CallResult.Failed(MeshErrorCode.DirectInvoke, "context canceled", CallProgress.Abandoned);
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or IOException or UriFormatException)
        {
            return Explain(call, authority, failure);
        }
    }

    private static bool CanBeMadeAgain(MeshCall call) =>
        call is { Kind: CallKind.Http, IsIdempotent: true, IsRepeatable: true } && call.Method != HttpMethod.Head;

    private async ValueTask<HttpResponseMessage> HoldAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            await ShortAnswer.HoldAsync(response, time, cancellation);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private CallResult Explain(MeshCall call, string authority, Exception failure)
    {
        if (call.Body?.ReadFailure is { } unread)
        {
            return CallBodyFailure.Explain(unread);
        }

        var reason = SendFailure.ReasonOf(failure);
        Log.Failed(_log, call.Service.AppId, authority, (failure as HttpRequestException)?.HttpRequestError, reason);
        return CallResult.Failed(MeshErrorCode.Unreachable, Unavailable(authority, reason), SendFailure.ProgressOf(failure));
    }

    private static string Unavailable(string authority, string reason) => $"rpc error: code = Unavailable desc = sidecar at {authority}: {reason}";

    private static async ValueTask<CallResult> ReadFailureAsync(MeshCall call, HttpResponseMessage response, string kind)
    {
        using (response)
        {
            var explanation = new byte[MaxExplanationBytes];
            await using var body = await response.Content.ReadAsStreamAsync(call.Aborted);
            var length = await body.ReadAtLeastAsync(explanation, explanation.Length, throwOnEndOfStream: false, call.Aborted);
            var text = System.Text.Encoding.UTF8.GetString(explanation, 0, length);
            return kind switch
            {
                PeerFailure.Denied => CallResult.Failed(MeshErrorCode.Denied, text, CallProgress.Answered),
                PeerFailure.Draining => CallResult.Failed(MeshErrorCode.Unreachable, text, CallProgress.NotSent),
                PeerFailure.Unreached => CallResult.Failed(MeshErrorCode.Unreachable, text, CallProgress.Unreached),
                PeerFailure.Broken => CallResult.Failed(MeshErrorCode.Unreachable, text, CallProgress.Answered),
                PeerFailure.Overloaded => CallResult.Failed(MeshErrorCode.Overloaded, text, CallProgress.Unreached),
                PeerFailure.Invalid => CallResult.Failed(MeshErrorCode.InvalidMethod, text, CallProgress.Answered),
                PeerFailure.TooLarge => CallResult.Failed(MeshErrorCode.MessageTooLarge, text, CallProgress.Answered),
                _ => CallResult.Failed(MeshErrorCode.DirectInvoke, text, CallProgress.Answered),
            };
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1002, LogLevel.Debug, "Call to {Target} at {Endpoint} failed ({Kind}): {Reason}")]
        public static partial void Failed(ILogger logger, string target, string endpoint, HttpRequestError? kind, string reason);
    }
}
