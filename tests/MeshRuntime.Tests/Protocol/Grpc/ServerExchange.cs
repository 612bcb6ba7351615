using System.IO.Pipelines;
using Google.Protobuf;
using MeshRuntime.Protocol.Grpc;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MeshRuntime.Tests.Protocol.Grpc;

/// <summary>One request to a <see cref="GrpcServer"/> and the response to it, over pipes in memory; the part of the client is played by the test.</summary>
internal sealed class ServerExchange : IHttpResponseBodyFeature, IHttpResponseTrailersFeature, IHttpResponseFeature, IHttpRequestLifetimeFeature, IRequestBodyPipeFeature
{
    private readonly Pipe _request = new();
    private readonly Pipe _response;
    private readonly CancellationTokenSource _aborted = new();
    private readonly List<Func<Task>> _completed = [];

    /// <param name="window">How many bytes of response are taken before the client reads.</param>
    public ServerExchange(int window = 1024 * 1024)
    {
        _response = new Pipe(new PipeOptions(pauseWriterThreshold: window, resumeWriterThreshold: 1));
        Http = new DefaultHttpContext();
        Http.Features.Set<IHttpResponseBodyFeature>(this);
        Http.Features.Set<IHttpResponseTrailersFeature>(this);
        Http.Features.Set<IHttpResponseFeature>(this);
        Http.Features.Set<IHttpRequestLifetimeFeature>(this);
        Http.Features.Set<IRequestBodyPipeFeature>(this);
        Http.Request.Protocol = "HTTP/2";
        Http.Request.Method = "POST";
        Http.Request.ContentType = "application/grpc";
    }

    public DefaultHttpContext Http { get; }

    public int StatusCode { get; set; } = 200;

    public string? ReasonPhrase { get; set; }

    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    public IHeaderDictionary Trailers { get; set; } = new HeaderDictionary();

    public bool HasStarted { get; private set; }

    public bool IsComplete { get; private set; }

    public CancellationToken RequestAborted { get => _aborted.Token; set => throw new NotSupportedException(); }

    PipeReader IRequestBodyPipeFeature.Reader => _request.Reader;

    PipeWriter IHttpResponseBodyFeature.Writer => _response.Writer;

    Stream IHttpResponseBodyFeature.Stream => _response.Writer.AsStream();

    Stream IHttpResponseFeature.Body { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>The grpc-status, wherever it stands; null before the end.</summary>
    public GrpcCode? Code => Trailers.TryGetValue("grpc-status", out var code) || (IsTrailersOnly && Headers.TryGetValue("grpc-status", out code))
        ? (GrpcCode)int.Parse(code.ToString(), System.Globalization.CultureInfo.InvariantCulture) : null;

    /// <summary>The grpc-message, wherever it stands.</summary>
    public string Message => StatusMessage.Decode((Trailers.TryGetValue("grpc-message", out var text) ? text : Headers["grpc-message"]).ToString());

    /// <summary>True when the status stands in the response headers.</summary>
    public bool IsTrailersOnly => Headers.ContainsKey("grpc-status");

    public async Task SendAsync(params IMessage[] messages)
    {
        foreach (var message in messages)
        {
            await SendRawAsync(Frames.Of(message));
        }
    }

    public async Task SendRawAsync(byte[] bytes) => await _request.Writer.WriteAsync(bytes);

    public async Task HalfCloseAsync() => await _request.Writer.CompleteAsync();

    public void Abort() => _aborted.Cancel();

    /// <summary>Does what the server does when the response is out.</summary>
    public Task EndAsync() => Task.WhenAll(_completed.Select(callback => callback()));

    /// <summary>Waits for the next message of the response; null at its end.</summary>
    public ValueTask<T?> ReadAsync<T>(MessageParser<T> parser)
        where T : class, IMessage<T> => new MessageReader(_response.Reader, Headers["grpc-encoding"], int.MaxValue).ReadAsync(parser, CancellationToken.None);

    /// <summary>The bytes of the response that nobody has read.</summary>
    public async Task<byte[]> BodyAsync()
    {
        var body = new MemoryStream();
        await _response.Reader.CopyToAsync(body);
        return body.ToArray();
    }

    public void OnStarting(Func<object, Task> callback, object state)
    {
    }

    public void OnCompleted(Func<object, Task> callback, object state) => _completed.Add(() => callback(state));

    public void DisableBuffering()
    {
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        HasStarted = true;
        return Task.CompletedTask;
    }

    public async Task CompleteAsync()
    {
        HasStarted = true;
        IsComplete = true;
        await _response.Writer.CompleteAsync();
    }

    void IHttpRequestLifetimeFeature.Abort() => Abort();
}
