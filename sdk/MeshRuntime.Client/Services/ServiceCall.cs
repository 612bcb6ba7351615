using System.Net;
using System.Text.Json.Serialization.Metadata;

namespace MeshRuntime.Client;

/// <summary>
/// A request that a service has to answer, as generated code sees it. A server supplies it; MeshRuntime.AspNetCore has one for ASP.NET.
/// </summary>
public abstract class ServiceCall
{
    /// <summary>Ends when the caller is gone, or its deadline is over.</summary>
    public abstract CancellationToken CancellationToken { get; }

    /// <summary>The decoded value of a parameter of the route; null when the route has none of that name.</summary>
    public abstract string? RouteValue(string name);

    /// <summary>The decoded values of a parameter of the query, in the order of the request; empty when there is none.</summary>
    public abstract IReadOnlyList<string?> QueryValues(string name);

    /// <summary>The value of a header; several are joined by a comma; null when there is none.</summary>
    public abstract string? HeaderValue(string name);

    /// <summary>Reads the body as JSON. Null when it is empty or <c>null</c>.</summary>
    /// <exception cref="MeshException">The body is no such JSON: the caller gets 400 and the place of the mistake.</exception>
    public abstract ValueTask<T?> ReadAsync<T>(JsonTypeInfo<T> type);

    /// <summary>Answers 200 and <paramref name="value"/> as JSON; 404 when it is null.</summary>
    public abstract Task WriteAsync<T>(T? value, JsonTypeInfo<T> type);

    /// <summary>Answers with a status, headers and a value, as <paramref name="result"/> says.</summary>
    public abstract Task WriteAsync<T>(MeshResult<T> result, JsonTypeInfo<T> type);

    /// <summary>Answers 200 and the values as lines of JSON (<c>application/x-ndjson</c>), each sent when it is there.</summary>
    public abstract Task WriteStreamAsync<T>(IAsyncEnumerable<T> values, JsonTypeInfo<T> type);

    /// <summary>Answers 204: done, nothing to say.</summary>
    public abstract Task WriteEmptyAsync();

    /// <summary>A parameter of the route, to be read as a value.</summary>
    public ServiceArgument Route(string name) => new("route", name, RouteValue(name) is { } value ? [value] : []);

    /// <summary>A parameter of the query, to be read as a value.</summary>
    public ServiceArgument Query(string name) => new("query", name, QueryValues(name));

    /// <summary>A header, to be read as a value.</summary>
    public ServiceArgument Header(string name) => new("header", name, HeaderValue(name) is { } value ? [value] : []);

    /// <summary>Makes the exception that answers 400 for an argument that cannot be read. Generated code throws it.</summary>
    /// <param name="place">Where it stands: <c>route</c>, <c>query</c>, <c>header</c> or <c>body</c>.</param>
    /// <param name="name">The parameter's name there.</param>
    /// <param name="value">What stands there; null when it is missing.</param>
    /// <param name="expected">What was wanted, such as <c>a whole number</c>.</param>
    public static MeshException BadArgument(string place, string name, string? value, string expected)
    {
        const int Shown = 64;
        var found = value switch
        {
            null => "is missing",
            { Length: > Shown } => $"is \"{value[..Shown]}…\"",
            _ => $"is \"{value}\"",
        };
        return new MeshException($"{place} {name} {found}: {expected} is wanted") { Status = HttpStatusCode.BadRequest };
    }
}
