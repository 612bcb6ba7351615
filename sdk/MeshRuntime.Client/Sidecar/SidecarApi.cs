using System.Text.Json.Serialization.Metadata;

namespace MeshRuntime.Client;

/// <summary>Asks the sidecar's own HTTP API. Every status but 2xx is an exception: here nobody but the sidecar answers.</summary>
internal sealed class SidecarApi(SidecarHttp http)
{
    /// <summary>A request to the API; the path is escaped.</summary>
    /// <exception cref="ObjectDisposedException">The client is.</exception>
    public HttpRequestMessage Request(HttpMethod method, string path)
    {
        http.ThrowIfDisposed();
        return http.Requests.Request(method, path);
    }

    /// <summary>Asks for something that has no answer but yes.</summary>
    public async Task CallAsync(HttpRequestMessage request, string target, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            await ThrowUnlessSuccessAsync(response, target, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (CallFailure.IsExpected(e))
        {
            throw CallFailure.Of(e, Unlimited(cancellationToken), target, http.Requests.Address);
        }
    }

    /// <summary>Asks for something that is answered in JSON. Null when the answer is empty.</summary>
    public async Task<T?> ReadAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, string target, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            await ThrowUnlessSuccessAsync(response, target, cancellationToken).ConfigureAwait(false);
            return await AnswerBody.ReadAsync(response.Content, type, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (CallFailure.IsExpected(e))
        {
            throw CallFailure.Of(e, Unlimited(cancellationToken), target, http.Requests.Address);
        }
    }

    /// <summary>Null when the answer is 2xx, else what it says.</summary>
    public async Task<MeshException?> TryAsync(HttpRequestMessage request, string target, CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync(request, target, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (MeshException e)
        {
            return e;
        }
    }

    private static async ValueTask ThrowUnlessSuccessAsync(HttpResponseMessage response, string target, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw await AnswerError.OfSidecarAsync(response, target, cancellationToken).ConfigureAwait(false);
        }
    }

    private CallLimit Unlimited(CancellationToken caller) => new(null, http.Time, caller);
}
