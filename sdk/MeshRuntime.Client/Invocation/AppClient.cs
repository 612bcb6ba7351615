using System.Text.Json.Serialization.Metadata;

namespace MeshRuntime.Client;

/// <summary>Calls one app by its id, through the sidecar. Made by <c>MeshClient.App</c>; safe for concurrent use; generated clients stand on it.</summary>
public sealed class AppClient
{
    /// <summary>The app's id.</summary>
    public string AppId => throw new NotImplementedException();

    /// <summary>Where types are looked up for JSON.</summary>
    public MeshJson Json => throw new NotImplementedException();

    /// <summary>Sends a request as it is; its address is relative, or absolute with any host. No status throws.</summary>
    /// <exception cref="MeshException">There was no answer.</exception>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Makes a call whose answer has no body that matters.</summary>
    /// <exception cref="MeshException">The call failed, or the answer's status is neither 2xx nor expected.</exception>
    /// <exception cref="TimeoutException"><see cref="MeshRequest.Timeout"/> is over.</exception>
    public Task InvokeAsync(MeshRequest request, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Makes a call and reads the answer as JSON. Null when the answer is empty, or its status is expected.</summary>
    /// <exception cref="MeshException">The call failed, the answer's status is neither 2xx nor expected, or the answer is no such JSON.</exception>
    /// <exception cref="TimeoutException"><see cref="MeshRequest.Timeout"/> is over.</exception>
    public Task<T?> InvokeAsync<T>(MeshRequest request, JsonTypeInfo<T> answer, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Makes a call and returns the answer with its status, whatever that is.</summary>
    /// <exception cref="MeshException">The sidecar could not make the call, or the answer is no such JSON.</exception>
    /// <exception cref="TimeoutException"><see cref="MeshRequest.Timeout"/> is over.</exception>
    public Task<MeshResult<T>> TryInvokeAsync<T>(MeshRequest request, JsonTypeInfo<T> answer, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Makes a call and reads the answer value by value: lines of JSON, or the elements of a JSON array.</summary>
    /// <exception cref="MeshException">The call failed, the answer's status is not 2xx, or the stream was cut.</exception>
    public IAsyncEnumerable<T> StreamAsync<T>(MeshRequest request, JsonTypeInfo<T> element, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
