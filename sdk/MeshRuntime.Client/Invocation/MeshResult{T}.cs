using System.Net;

namespace MeshRuntime.Client;

/// <summary>
/// An answer with its status. As the return type of a service's method (<c>Task&lt;MeshResult&lt;Order&gt;&gt;</c>) it means that an answer of the app never
/// throws, whatever its status; only a call that got no answer does.
/// </summary>
/// <typeparam name="T">The type of the body of an answer 2xx.</typeparam>
public sealed class MeshResult<T>
{
    /// <summary>The status of the answer.</summary>
    public required HttpStatusCode Status { get; init; }

    /// <summary>The body of an answer 2xx; else null. Also null when such an answer has no body.</summary>
    public T? Value { get; init; }

    /// <summary>What an answer above 299 said; null for 2xx.</summary>
    public MeshException? Error { get; init; }

    /// <summary>The headers of the answer. On a server: those to send. Default: none.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Whether the status is 2xx.</summary>
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>The same answer, if its status is 2xx: <c>result.EnsureSuccess().Value</c>.</summary>
    /// <exception cref="MeshException">The status is another; mostly <see cref="Error"/>.</exception>
    public MeshResult<T> EnsureSuccess() => IsSuccess ? this : throw Error ?? new MeshException($"the answer has status {(int)Status}") { Status = Status };
}
