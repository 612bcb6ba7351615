using System.Diagnostics;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Protocol.Grpc;

/// <summary>One call, as its handler sees it. One task may read while another writes.</summary>
public sealed class GrpcServerCall
{
    private readonly MessageReader _reader;
    private readonly GrpcServerOptions _options;

    // Held by who writes. The end of the call can come from the deadline, in the middle of the handler's write.
    private readonly SemaphoreSlim _turn = new(1);
    private MessageWriter? _writer;
    private bool _isEnded;

    internal GrpcServerCall(HttpContext http, string path, TimeSpan? timeout, GrpcServerOptions options, CancellationToken cancellation)
    {
        Http = http;
        Path = path;
        Timeout = timeout;
        Cancellation = cancellation;
        _options = options;
        _reader = new MessageReader(http.Request.BodyReader, http.Request.Headers[GrpcHeaders.Encoding], options.MaxReceiveBytes)
        {
            HasRoomFor = options.HasRoomFor is { } hasRoomFor ? For(http, hasRoomFor) : null,
        };
    }

    // A method of its own: a lambda in the constructor would be paid for by every call.
    private static Func<int, bool> For(HttpContext http, Func<HttpContext, int, bool> hasRoomFor) => bytes => hasRoomFor(http, bytes);

    /// <summary>The request below: its connection, its raw headers. Its body and its response belong to this call.</summary>
    public HttpContext Http { get; }

    /// <summary><c>/package.Service/Method</c>.</summary>
    public string Path { get; }

    /// <summary>How much time the caller gave when the call came; null for any.</summary>
    public TimeSpan? Timeout { get; }

    /// <summary>Fires when the caller gives up, when its connection breaks, and at the deadline.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>What the caller sent beside its messages.</summary>
    public GrpcMetadata RequestMetadata
    {
        get
        {
            if (field is null)
            {
                field = [];
                field.AddFrom(Http.Request.Headers);
            }

            return field;
        }
    }

    /// <summary>Sent before the first message; what is added later is lost.</summary>
    public GrpcMetadata ResponseHeaders { get; } = [];

    /// <summary>Sent with the status.</summary>
    public GrpcMetadata ResponseTrailers { get; } = [];

    /// <summary>True to compress messages when the caller can read that; set it before the first one.</summary>
    public bool IsCompressing { get; set; }

    /// <summary>The only answer of a method that has one; leaves together with the status, in one packet if it fits.</summary>
    internal IMessage? Answer { get; set; }

    /// <summary>Reads the next message.</summary>
    /// <returns>Null when the caller has sent its last one.</returns>
    /// <exception cref="GrpcException">What comes is no message. Let it out: the caller gets its status.</exception>
    /// <exception cref="OperationCanceledException">The call is over. Let it out.</exception>
    public ValueTask<T?> ReadAsync<T>(MessageParser<T> parser)
        where T : class, IMessage<T> => _reader.ReadAsync(parser, Cancellation);

    /// <summary>Writes a message and sends it; waits while the caller is not taking what it got.</summary>
    /// <exception cref="GrpcException">It is longer than the server sends. Let it out.</exception>
    /// <exception cref="OperationCanceledException">The call is over. Let it out.</exception>
    public async ValueTask WriteAsync(IMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        await _turn.WaitAsync(Cancellation);
        try
        {
            ThrowIfOver();
            await StartAsync();
            _writer!.Write(message, Http.Response.BodyWriter);
            await FlushAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Sends the response headers now, for a caller that waits for them before it sends or reads more.</summary>
    /// <exception cref="OperationCanceledException">The call is over. Let it out.</exception>
    public async ValueTask SendHeadersAsync()
    {
        await _turn.WaitAsync(Cancellation);
        try
        {
            ThrowIfOver();
            await StartAsync();
            await FlushAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Reads the request of a method that has one.</summary>
    internal async ValueTask<T> ReadOnlyOneAsync<T>(MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        // UNIMPLEMENTED is what gRPC's table of status codes has for a wrong number of messages.
        var message = await ReadAsync(parser)
            ?? throw new GrpcException(GrpcCode.Unimplemented, $"{Path} takes one message, and none came");
        return await ReadAsync(parser) is null
            ? message
            : throw new GrpcException(GrpcCode.Unimplemented, $"{Path} takes one message, and several came");
    }

    /// <summary>Ends the call on the wire, once: what comes second does nothing. Never fails for a caller that is gone.</summary>
    internal async Task EndAsync(GrpcStatus status)
    {
        // A writer that waits for the caller's window would keep us: its flush is cut short. Its message is in the pipe whole, so the status can
        // follow it.
        if (!_turn.Wait(0))
        {
            Http.Response.BodyWriter.CancelPendingFlush();
            await _turn.WaitAsync(CancellationToken.None);
        }

        try
        {
            if (!_isEnded && !Http.RequestAborted.IsCancellationRequested)
            {
                _isEnded = true;
                await WriteEndAsync(status);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task WriteEndAsync(GrpcStatus status)
    {
        var response = Http.Response;
        var answer = status.IsOk ? Answer : null;
        if (answer is null && ResponseHeaders.Count == 0 && _writer is null)
        {
            ResponseTrailers.CopyTo(response.Headers);
            GrpcStatusWriter.WriteTrailersOnly(response, status);
        }
        else
        {
            // Also without a message: headers that the handler gave must not share a block with the status, or the caller takes them for trailers.
            await StartAsync();
            var written = answer is null ? status : WriteAnswer(answer);
            ResponseTrailers.CopyTo(GrpcStatusWriter.TrailersOf(response));
            GrpcStatusWriter.WriteTrailers(response, written);
        }

        await response.CompleteAsync();
    }

    private GrpcStatus WriteAnswer(IMessage answer)
    {
        try
        {
            _writer!.Write(answer, Http.Response.BodyWriter);
            return GrpcStatus.Ok;
        }
        catch (GrpcException tooLong)
        {
            return tooLong.Status;
        }
    }

    private ValueTask StartAsync()
    {
        if (_writer is not null)
        {
            return ValueTask.CompletedTask;
        }

        var isGzip = IsCompressing && AcceptsGzip(Http.Request.Headers[GrpcHeaders.AcceptEncoding]);
        _writer = new MessageWriter(isGzip, _options.MaxSendBytes);
        Http.Response.ContentType = GrpcHeaders.ContentType;
        if (isGzip)
        {
            Http.Response.Headers[GrpcHeaders.Encoding] = GrpcHeaders.Gzip;
        }

        ResponseHeaders.CopyTo(Http.Response.Headers);
        return new ValueTask(Http.Response.StartAsync(CancellationToken.None));
    }

    private void ThrowIfOver()
    {
        Cancellation.ThrowIfCancellationRequested();
        if (_isEnded)
        {
            throw new InvalidOperationException($"{Path} has ended: its handler returned, and something that it started still writes");
        }
    }

    private async ValueTask FlushAsync()
    {
        Debug.Assert(_turn.CurrentCount == 0);

        // Without a token: the server below takes a cancelled flush for a broken stream, and no status could follow.
        var flush = await Http.Response.BodyWriter.FlushAsync(CancellationToken.None);
        if (flush.IsCanceled || flush.IsCompleted)
        {
            throw new OperationCanceledException(Cancellation);
        }
    }

    private static bool AcceptsGzip(string? accepted)
    {
        foreach (var range in accepted.AsSpan().Split(','))
        {
            if (accepted.AsSpan()[range].Trim() is GrpcHeaders.Gzip)
            {
                return true;
            }
        }

        return false;
    }
}
