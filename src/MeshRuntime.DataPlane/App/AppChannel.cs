using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Forwarding;
using MeshRuntime.Protocol;

namespace MeshRuntime.DataPlane.App;

/// <summary>The wire to our own app over HTTP. The only place of an incoming call that catches.</summary>
public sealed class AppChannel : IDisposable
{
    private static readonly CallResult Unwell = CallResult.Failed(
        MeshErrorCode.DirectInvoke, "app is not in a healthy state", CallProgress.NotSent);

    private readonly AppTarget _app;
    private readonly AppHealth? _health;
    private readonly WorkloadIdentity _self;
    private readonly AppClient _client;
    private readonly OnInvoke? _onInvoke;

    /// <param name="app">Where the app listens.</param>
    /// <param name="self">Who we are; told to the app with each call.</param>
    /// <param name="health">What its probes tell; null when it is not probed.</param>
    public AppChannel(AppTarget app, WorkloadIdentity self, AppHealth? health)
        : this(app, self, health, connect: null)
    {
    }

    /// <param name="app">Where the app listens.</param>
    /// <param name="self">Who we are.</param>
    /// <param name="health">What its probes tell.</param>
    /// <param name="connect">Opens a connection; null for a socket.</param>
    internal AppChannel(AppTarget app, WorkloadIdentity self, AppHealth? health, Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect)
    {
        ArgumentNullException.ThrowIfNull(app);
        _app = app;
        _self = self;
        _health = health;
        _client = new AppClient(app, connect);
        _onInvoke = IsHttp ? null : new OnInvoke(_client.Http, new Uri(_client.Origin), app.MaxMessageBytes);
    }

    /// <summary>True when the app speaks HTTP rather than gRPC; access rules compare its paths without case.</summary>
    public bool IsHttp => _client.IsHttp;

    /// <summary>The connections, for what else is sent to the app.</summary>
    internal AppClient Client => _client;

    /// <summary>False while probes say that the app is unwell.</summary>
    internal bool IsHealthy => _health is not { IsHealthy: false };

    /// <summary>Passes the call to the app.</summary>
    public ValueTask<CallResult> InvokeAsync(MeshCall call)
    {
        // A gRPC call that passes through is the app's own business, well or not, and takes no place (Dapr).
        if (call.Kind == CallKind.Grpc)
        {
            return SendAsync(call);
        }

        if (_health is { IsHealthy: false })
        {
            return new(Unwell);
        }

        if (IsHttp && call.Invoke is { HasVerb: false })
        {
            return new(CallResult.Failed(
                MeshErrorCode.DirectInvoke,
                "rpc error: code = InvalidArgument desc = missing HTTP extension field: the app speaks HTTP, so the message needs http_extension.verb",
                CallProgress.Answered));
        }

        return _client.Limit is { } limit ? SendInTurnAsync(limit, call) : SendAsync(call);
    }

    private static CallResult Refused(AppLimit limit) => CallResult.Failed(
        MeshErrorCode.Overloaded,
        $"too many calls wait for the app: it takes {limit.Most} at once (--app-max-concurrency), and {limit.MostWaiting} wait for their turn; "
        + "call again in a second, or raise --app-max-concurrency",
        CallProgress.Unreached);

    /// <summary>Waits for a place at the app, and keeps it until the answer is disposed.</summary>
    private static async ValueTask<IDisposable?> TakePlaceAsync(AppLimit limit, CancellationToken cancellation)
    {
        try
        {
            return await limit.TryTakeAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private async ValueTask<CallResult> SendInTurnAsync(AppLimit limit, MeshCall call)
    {
        if (await TakePlaceAsync(limit, call.Aborted) is not { } place)
        {
            return call.Aborted.IsCancellationRequested ? Failed("context canceled", CallProgress.Abandoned) : Refused(limit);
        }

        var isKept = false;
        try
        {
            var result = await SendAsync(call);
            if (result.Response is { } response)
            {
                response.Content = new HeldContent(response.Content, place);
                isKept = true;
            }

            return result;
        }
        finally
        {
            if (!isKept)
            {
                place.Dispose();
            }
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<CallResult> SendAsync(MeshCall call)
    {
        try
        {
            var request = RequestCopy.Create(call, _client.Origin, call.Kind == CallKind.Grpc ? HttpVersion.Version20 : _client.Version);
            Stamp(request.Headers, call);
            if (_onInvoke is not null && call.Kind == CallKind.Http)
            {
                return await _onInvoke.InvokeAsync(request, call);
            }

            var response = await _client.Http.SendAsync(request, call.Aborted);
            if (Refusal(response) is not { } refusal)
            {
                return CallResult.Answered(response);
            }

            response.Dispose();
            return Failed(refusal, CallProgress.Answered);
        }
        catch (OperationCanceledException) when (call.Aborted.IsCancellationRequested)
        {
            return Failed("context canceled", CallProgress.Abandoned);
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or IOException or UriFormatException)
        {
            return call.Body?.ReadFailure is { } unread ? CallBodyFailure.Explain(unread) : Explain(failure, call.Kind);
        }
    }

    /// <summary>True when the app accepts connections.</summary>
    public async ValueTask<bool> IsListeningAsync(CancellationToken cancellation)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(_app.Host, _app.Port, cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Asks the app whether it is well. Without token, as Dapr does: a probe says nothing about anybody.</summary>
    /// <param name="path">For an HTTP app.</param>
    /// <param name="cancellation">Ends the question; the app then counts as unwell.</param>
    /// <returns>Why it is not; null when it is.</returns>
    public async ValueTask<string?> ProbeAsync(string path, CancellationToken cancellation)
    {
        if (_onInvoke is not null)
        {
            return await _onInvoke.ProbeAsync(cancellation);
        }

        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_client.Origin + path)) { Version = _client.Version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            using var response = await _client.Http.SendAsync(request, cancellation);
            return response.IsSuccessStatusCode ? null : $"GET {path} answered {(int)response.StatusCode}";
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or IOException)
        {
            return $"GET {path}: {SendFailure.ReasonOf(failure)}";
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private void Stamp(System.Net.Http.Headers.HttpRequestHeaders headers, MeshCall call)
    {
        headers.TryAddWithoutValidation(MeshNames.CalleeAppId, _self.AppId);
        if (call.Caller is { } caller)
        {
            headers.TryAddWithoutValidation(MeshNames.CallerAppId, caller.AppId);
            headers.TryAddWithoutValidation(MeshNames.CallerNamespace, caller.Namespace);
        }

        if (call.ForwardedBy is { } forwarded && call.Kind == CallKind.Http)
        {
            headers.TryAddWithoutValidation(MeshNames.ForwardedFor, forwarded.For);
            headers.TryAddWithoutValidation(MeshNames.ForwardedHost, forwarded.Host);
            headers.TryAddWithoutValidation(MeshNames.Forwarded, forwarded.Forwarded);
        }

        if (_app.Token is { } token)
        {
            headers.TryAddWithoutValidation(MeshNames.ApiToken, token);
        }
    }

    private static string? Refusal(HttpResponseMessage response)
    {
        if (response.StatusCode == HttpStatusCode.SwitchingProtocols)
        {
            return "the app switched protocols, which an invocation cannot carry";
        }

        // Of two lengths the client below takes the first, and a text that is no number it takes for none: another reader would see another end
        // of the answer (RFC 9112, 6.3).
        return response.Content.Headers.NonValidated.TryGetValues("Content-Length", out var lengths)
            && (lengths.Count > 1 || !ulong.TryParse(lengths.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            ? "the app's answer has no single Content-Length" : null;
    }

    private CallResult Explain(Exception failure, CallKind kind)
    {
        var reason = SendFailure.ReasonOf(failure);
        if (SendFailure.ProgressOf(failure) == CallProgress.NotSent)
        {
            return Failed(
                $"cannot connect to the app at {_app.Authority} ({(kind == CallKind.Grpc ? AppProtocol.Grpc : _app.Protocol)}): {reason}; is it running and listening there?",
                CallProgress.NotSent);
        }

        return failure is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded }
            ? Failed($"the app's response headers are larger than --read-buffer-size ({_app.MaxHeaderBytes} bytes)", CallProgress.Answered)
            : Failed($"the app at {_app.Authority} broke off: {reason}{(kind == CallKind.Grpc ? "; does it speak gRPC on that port?" : "")}", CallProgress.MaybeSent);
    }

    private static CallResult Failed(string reason, CallProgress progress) =>
        CallResult.Failed(
            progress == CallProgress.Answered ? MeshErrorCode.DirectInvoke : MeshErrorCode.Unreachable, $"error invoking app channel: {reason}", progress);
}
