using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;

namespace MeshRuntime.Client;

/// <summary>Calls one app by its id, through the sidecar. Made by <see cref="MeshClient.App"/>; safe for concurrent use; generated clients stand on it.</summary>
/// <remarks>
/// Trace context of <see cref="System.Diagnostics.Activity.Current"/> travels with every call. There is no time limit but those of the caller and of the sidecar's
/// policies. Whether a failure is the sidecar's or the app's own answer, <see cref="MeshException.ErrorCode"/> tells.
/// </remarks>
public sealed class AppClient
{
    private readonly SidecarHttp _sidecar;
    private readonly AppRoute _route;

    internal AppClient(SidecarHttp sidecar, string appId, MeshJson json)
    {
        _sidecar = sidecar;
        _route = new AppRoute(sidecar.Requests, appId);
        AppId = appId;
        Json = json;
    }

    /// <summary>The app's id.</summary>
    public string AppId { get; }

    /// <summary>Where types are looked up for JSON.</summary>
    public MeshJson Json { get; }

    /// <summary>
    /// Sends a request as it is; its address is relative, or absolute with any host, which is replaced by the sidecar's. No status throws. The task ends with the head of the
    /// answer: dispose of the answer when its body has been read.
    /// </summary>
    /// <exception cref="MeshException">There was no answer.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        _sidecar.ThrowIfDisposed();
        _route.Apply(request);
        try
        {
            return await _sidecar.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (CallFailure.IsExpected(e))
        {
            throw CallFailure.Of(e, new CallLimit(null, _sidecar.Time, cancellationToken), AppId, _sidecar.Requests.Address);
        }
    }

    /// <summary>Makes a call whose answer has no body that matters.</summary>
    /// <exception cref="MeshException">The call failed, or the answer's status is neither 2xx nor expected.</exception>
    /// <exception cref="TimeoutException"><see cref="MeshRequest.Timeout"/> is over.</exception>
    public async Task InvokeAsync(MeshRequest request, CancellationToken cancellationToken = default)
    {
        using var limit = new CallLimit(request.Timeout, _sidecar.Time, cancellationToken);
        using var message = Message(request);
        try
        {
            using var response = await _sidecar.SendAsync(message, limit.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                await ThrowUnlessExpectedAsync(response, request, limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (CallFailure.IsExpected(e))
        {
            throw CallFailure.Of(e, limit, AppId, _sidecar.Requests.Address);
        }
    }

    /// <summary>Makes a call and reads the answer as JSON. Null when the answer is empty, or its status is expected.</summary>
    /// <exception cref="MeshException">The call failed, the answer's status is neither 2xx nor expected, or the answer is no such JSON.</exception>
    /// <exception cref="TimeoutException"><see cref="MeshRequest.Timeout"/> is over.</exception>
    public async Task<T?> InvokeAsync<T>(MeshRequest request, JsonTypeInfo<T> answer, CancellationToken cancellationToken = default)
    {
        using var limit = new CallLimit(request.Timeout, _sidecar.Time, cancellationToken);
        using var message = Message(request);
        try
        {
            using var response = await _sidecar.SendAsync(message, limit.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                return await AnswerBody.ReadAsync(response.Content, answer, limit.Token).ConfigureAwait(false);
            }

            await ThrowUnlessExpectedAsync(response, request, limit.Token).ConfigureAwait(false);
            return default;
        }
        catch (Exception e) when (CallFailure.IsExpected(e))
        {
            throw CallFailure.Of(e, limit, AppId, _sidecar.Requests.Address);
        }
    }

    /// <summary>Makes a call and returns the answer with its status, whatever that is.</summary>
    /// <exception cref="MeshException">The sidecar could not make the call, or the answer is no such JSON.</exception>
    /// <exception cref="TimeoutException"><see cref="MeshRequest.Timeout"/> is over.</exception>
    public async Task<MeshResult<T>> TryInvokeAsync<T>(MeshRequest request, JsonTypeInfo<T> answer, CancellationToken cancellationToken = default)
    {
        using var limit = new CallLimit(request.Timeout, _sidecar.Time, cancellationToken);
        using var message = Message(request);
        try
        {
            using var response = await _sidecar.SendAsync(message, limit.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                var value = await AnswerBody.ReadAsync(response.Content, answer, limit.Token).ConfigureAwait(false);
                return new MeshResult<T> { Status = response.StatusCode, Value = value, Headers = HeadersOf(response) };
            }

            var error = await AnswerError.OfAppAsync(response, AppId, Describe(request), limit.Token).ConfigureAwait(false);
            return AnswerError.IsOfSidecar(error)
                ? throw error
                : new MeshResult<T> { Status = response.StatusCode, Error = error, Headers = HeadersOf(response) };
        }
        catch (Exception e) when (CallFailure.IsExpected(e))
        {
            throw CallFailure.Of(e, limit, AppId, _sidecar.Requests.Address);
        }
    }

    /// <summary>
    /// Makes a call and reads the answer value by value: lines of JSON, or the elements of a JSON array. The call is made when the first value is asked for, and ends with
    /// the loop. No values when the answer is empty, or its status is expected. <see cref="MeshRequest.Timeout"/> counts for the whole stream.
    /// </summary>
    /// <exception cref="MeshException">The call failed, the answer's status is neither 2xx nor expected, a value is no such JSON, or the stream was cut.</exception>
    /// <exception cref="TimeoutException"><see cref="MeshRequest.Timeout"/> is over.</exception>
    public async IAsyncEnumerable<T> StreamAsync<T>(
        MeshRequest request, JsonTypeInfo<T> element, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var limit = new CallLimit(request.Timeout, _sidecar.Time, cancellationToken);
        using var message = Message(request);
        using var response = await BeginStreamAsync(message, request, limit).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            yield break;
        }

        // By hand: a value cannot be yielded inside of a try that catches.
        var count = 0;
        await using var values = AnswerBody.ReadValuesAsync(response.Content, element, limit.Token).GetAsyncEnumerator(limit.Token);
        while (true)
        {
            try
            {
                if (!await values.MoveNextAsync().ConfigureAwait(false))
                {
                    yield break;
                }
            }
            catch (Exception e) when (CallFailure.IsExpected(e))
            {
                throw CallFailure.OfStream(e, limit, AppId, _sidecar.Requests.Address, count);
            }

            count++;
            yield return values.Current;
        }
    }

    private async ValueTask<HttpResponseMessage> BeginStreamAsync(HttpRequestMessage message, MeshRequest request, CallLimit limit)
    {
        try
        {
            var response = await _sidecar.SendAsync(message, limit.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                await ThrowUnlessExpectedAsync(response, request, limit.Token).ConfigureAwait(false);
            }

            return response;
        }
        catch (Exception e) when (CallFailure.IsExpected(e))
        {
            throw CallFailure.Of(e, limit, AppId, _sidecar.Requests.Address);
        }
    }

    private HttpRequestMessage Message(in MeshRequest request)
    {
        _sidecar.ThrowIfDisposed();
        if (request.Method is null || request.Path is null)
        {
            throw new ArgumentException("the request is empty: MeshRequest.Method and MeshRequest.Path say what to ask for", nameof(request));
        }

        var message = new HttpRequestMessage(request.Method, _route.Address(request.Path)) { Content = request.Content };
        if (request.Headers is { } headers)
        {
            RequestHeaders.Add(message, headers);
        }

        return _sidecar.Requests.Stamp(message);
    }

    /// <summary>An expected status is the app's: a sidecar's failure with the same status is a failure, and so is an address that the app does not have.</summary>
    private async ValueTask ThrowUnlessExpectedAsync(HttpResponseMessage response, MeshRequest request, CancellationToken cancellationToken)
    {
        var error = await AnswerError.OfAppAsync(response, AppId, Describe(request), cancellationToken).ConfigureAwait(false);
        if (AnswerError.IsOfSidecar(error) || NoRoute.IsMarked(response) || request.ExpectedStatuses?.Contains((int)response.StatusCode) is not true)
        {
            throw error;
        }
    }

    private static string Describe(in MeshRequest request)
    {
        // The query stays out: exceptions are logged, and queries hold what should not be.
        var end = request.Path.IndexOf('?', StringComparison.Ordinal);
        return $"{request.Method} {(request.Path.StartsWith('/') ? "" : "/")}{(end < 0 ? request.Path : request.Path[..end])}";
    }

    private static IReadOnlyList<KeyValuePair<string, string>> HeadersOf(HttpResponseMessage response)
    {
        List<KeyValuePair<string, string>> headers = [];
        Add(response.Headers.NonValidated);
        Add(response.Content.Headers.NonValidated);
        return headers;

        void Add(HttpHeadersNonValidated some)
        {
            foreach (var (name, values) in some)
            {
                foreach (var value in values)
                {
                    headers.Add(KeyValuePair.Create(name, value));
                }
            }
        }
    }
}
