using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MeshRuntime.Tests.Kit;

/// <summary>One request and what was answered to it, without a server.</summary>
internal sealed class Exchange : IHttpRequestLifetimeFeature, IHttpRequestBodyDetectionFeature, IHttpResponseFeature
{
    private readonly MemoryStream _answer = new();
    private readonly CancellationTokenSource _gone = new();
    private readonly List<Func<Task>> _completed = [];

    /// <param name="method">The verb.</param>
    /// <param name="target">The request target as it stands on the wire.</param>
    /// <param name="body">Null for none.</param>
    /// <param name="headers">Name and value.</param>
    public Exchange(string method, string target, string? body = null, params (string Name, string Value)[] headers)
    {
        Http = new DefaultHttpContext();
        Http.Features.Set<IHttpRequestLifetimeFeature>(this);
        Http.Features.Set<IHttpRequestBodyDetectionFeature>(this);
        Http.Features.Set<IHttpResponseFeature>(this);
        Http.Response.Body = _answer;
        Http.Request.Method = method;
        Http.Request.Path = target.Split('?')[0] is ['/', ..] path ? Uri.UnescapeDataString(path) : "/";
        Http.Request.QueryString = new QueryString(target.Contains('?', StringComparison.Ordinal) ? target[target.IndexOf('?', StringComparison.Ordinal)..] : null);
        Http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = target;
        foreach (var (name, value) in headers)
        {
            Http.Request.Headers.Append(name, value);
        }

        if (body is not null)
        {
            CanHaveBody = true;
            Http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
            Http.Request.ContentLength = Encoding.UTF8.GetByteCount(body);
        }
    }

    public DefaultHttpContext Http { get; }

    public HttpResponse Response => Http.Response;

    /// <summary>True when the connection was cut.</summary>
    public bool IsAborted { get; private set; }

    public bool CanHaveBody { get; set; }

    public bool HasStarted { get; set; }

    public int StatusCode { get; set; } = 200;

    public string? ReasonPhrase { get; set; }

    IHeaderDictionary IHttpResponseFeature.Headers { get; set; } = new HeaderDictionary();

    Stream IHttpResponseFeature.Body
    {
        get => _answer;
        set => throw new NotSupportedException();
    }

    CancellationToken IHttpRequestLifetimeFeature.RequestAborted
    {
        get => _gone.Token;
        set => throw new NotSupportedException();
    }

    /// <summary>Serves the request, and ends the answer as a server does.</summary>
    public async Task<Exchange> ServedByAsync(RequestDelegate endpoint)
    {
        await endpoint(Http);
        await Response.BodyWriter.FlushAsync();
        foreach (var callback in _completed)
        {
            await callback();
        }

        return this;
    }

    /// <summary>The body of the answer.</summary>
    public string Text() => Encoding.UTF8.GetString(_answer.ToArray());

    /// <summary>The caller goes away.</summary>
    public void HangUp() => _gone.Cancel();

    void IHttpRequestLifetimeFeature.Abort()
    {
        IsAborted = true;
        _gone.Cancel();
    }

    void IHttpResponseFeature.OnStarting(Func<object, Task> callback, object state)
    {
    }

    void IHttpResponseFeature.OnCompleted(Func<object, Task> callback, object state) => _completed.Add(() => callback(state));
}
