using System.IO.Pipelines;
using Google.Protobuf;

namespace MeshRuntime.Protocol.Grpc;

/// <summary>
/// One call, as its caller sees it. One task may read while another writes. Whatever goes wrong ends the call and is its <see cref="Status"/>;
/// nothing is thrown for it.
/// </summary>
public sealed class GrpcCall : IAsyncDisposable
{
    private readonly UploadContent? _upload;
    private readonly MessageWriter _writer;
    private readonly GrpcChannelOptions _options;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource? _deadline;
    private readonly CancellationTokenSource _over;
    private readonly CancellationTokenRegistration _giveUp;
    private readonly Task _answering;
    private HttpResponseMessage? _response;
    private PipeReader? _body;
    private MessageReader? _reader;
    private GrpcStatus? _status;
    private bool _isUnsent;

    internal GrpcCall(
        HttpMessageInvoker http,
        HttpRequestMessage request,
        UploadContent? upload,
        GrpcCallOptions call,
        GrpcChannelOptions options,
        CancellationToken cancellation)
    {
        _upload = upload;
        _options = options;
        _writer = new MessageWriter(call.IsCompressing, options.MaxSendBytes);
        _caller = cancellation;
        if (call.Timeout is { } timeout && timeout <= GrpcTimeout.Longest)
        {
            _deadline = new CancellationTokenSource(timeout > TimeSpan.Zero ? timeout : TimeSpan.Zero, options.Clock);
        }

        _over = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _deadline?.Token ?? CancellationToken.None);
        _answering = AnswerAsync(http, request);

        // Between two reads nothing below watches the token, and the callee must learn it all the same.
        _giveUp = _over.Token.UnsafeRegister(static call => ((GrpcCall)call!).Settle(((GrpcCall)call).StatusOfCancellation()), this);
    }

    /// <summary>How the call ended; null while it goes on. It has ended when <see cref="ReadAsync"/> gave null.</summary>
    public GrpcStatus? Status => Volatile.Read(ref _status);

    /// <summary>What the callee sent before its first message; complete when <see cref="WaitForHeadersAsync"/> or a read has returned.</summary>
    public GrpcMetadata Headers { get; } = [];

    /// <summary>What the callee sent with the status; complete when the call has ended.</summary>
    public GrpcMetadata Trailers { get; } = [];

    /// <summary>Waits for the callee's headers, or for the end of the call without them.</summary>
    public Task WaitForHeadersAsync() => _answering;

    /// <summary>Sends a message; waits while the callee is not taking what it got.</summary>
    /// <returns>False when it cannot be sent any more: read on, the status is at the end.</returns>
    public async ValueTask<bool> WriteAsync(IMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_upload is null)
        {
            throw new InvalidOperationException("a unary call has one message, and it is sent");
        }

        try
        {
            var bytes = _writer.ToBytes(message);
            if (Status is not null || await _upload.Opened is not { } stream)
            {
                return false;
            }

            await stream.WriteAsync(bytes, _over.Token);
            await stream.FlushAsync(_over.Token);
            return true;
        }
        catch (GrpcException tooLong)
        {
            Settle(tooLong.Status);
            return false;
        }
        catch (Exception failure) when (IsTransport(failure))
        {
            // The reading side sees the same end, and with it the status.
            return false;
        }
    }

    /// <summary>Tells the callee that no message follows.</summary>
    public void Complete() => _upload?.Complete();

    /// <summary>Reads the next message.</summary>
    /// <returns>Null at the end of the call: <see cref="Status"/> has become known.</returns>
    public async ValueTask<T?> ReadAsync<T>(MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        await _answering;
        if (Status is not null || _reader is not { } reader || _response is not { } response)
        {
            return null;
        }

        try
        {
            if (await reader.ReadAsync(parser, _over.Token) is { } message)
            {
                return message;
            }

            Trailers.AddFrom(response.TrailingHeaders);
            Settle(ResponseStatus.Of(response));
        }
        catch (GrpcException malformed)
        {
            Settle(malformed.Status);
        }
        catch (Exception failure) when (IsTransport(failure))
        {
            Settle(StatusOf(failure));
        }

        return null;
    }

    /// <summary>
    /// Gives the call up if it has not ended, and lets go of what it holds. Not while a read or a write runs: cancel, and let them return, first.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        Settle(new GrpcStatus(GrpcCode.Cancelled, "the caller let go of the call"));
        await _over.CancelAsync();
        await _answering;
        await _giveUp.DisposeAsync();
        if (_body is { } body)
        {
            await body.CompleteAsync();
        }

        _response?.Dispose();
        _over.Dispose();
        _deadline?.Dispose();
    }

    internal async ValueTask<GrpcReply<T>> ReadOnlyOneAsync<T>(MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        var message = await ReadAsync(parser);
        var second = message is null ? null : await ReadAsync(parser);
        var status = (message, second, Status) switch
        {
            (not null, not null, _) => new GrpcStatus(GrpcCode.Unimplemented, "the callee answered with several messages to a call that has one"),
            (null, _, { IsOk: true }) => new GrpcStatus(GrpcCode.Unimplemented, "the callee answered without the message that the call has"),
            (_, _, { } end) => end,
            _ => throw new InvalidOperationException("a call ended without a status"),
        };
        return new GrpcReply<T>(status.IsOk ? message : null, status, Headers, Trailers) { IsAnswered = _response is not null, IsUnsent = _isUnsent };
    }

    private async Task AnswerAsync(HttpMessageInvoker http, HttpRequestMessage request)
    {
        try
        {
            var response = _response = await http.SendAsync(request, _over.Token);
            if (!ResponseStatus.HasMessages(response))
            {
                Trailers.AddFrom(response.Headers);
                Settle(ResponseStatus.Of(response));
                return;
            }

            Headers.AddFrom(response.Headers);
            Headers.AddFrom(response.Content.Headers);
            var encoding = response.Headers.NonValidated.TryGetValues(GrpcHeaders.Encoding, out var values) ? values.ToString() : null;
            _body = PipeReader.Create(await response.Content.ReadAsStreamAsync(_over.Token));
            _reader = new MessageReader(_body, encoding, _options.MaxReceiveBytes);
        }
        catch (Exception failure) when (IsTransport(failure))
        {
            _isUnsent = TransportFailure.IsUnsent(failure);
            Settle(StatusOf(failure));
        }
    }

    // The first one wins: the reader at the end of the stream, or the token.
    private void Settle(GrpcStatus status)
    {
        if (Interlocked.CompareExchange(ref _status, status, null) is null)
        {
            _upload?.Abandon();

            // Of a stream that has not ended this is a reset, which is how the callee learns of it.
            _response?.Dispose();
        }
    }

    private GrpcStatus StatusOf(Exception failure) => _over.IsCancellationRequested ? StatusOfCancellation() : TransportFailure.StatusOf(failure);

    private GrpcStatus StatusOfCancellation() => !_caller.IsCancellationRequested && _deadline is { IsCancellationRequested: true }
        ? new GrpcStatus(GrpcCode.DeadlineExceeded, "the deadline passed before the callee had answered")
        : new GrpcStatus(GrpcCode.Cancelled, "the caller gave the call up");

    private static bool IsTransport(Exception failure) =>
        failure is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException;
}
