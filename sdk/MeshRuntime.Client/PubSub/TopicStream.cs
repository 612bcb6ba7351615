using Grpc.Core;

namespace MeshRuntime.Client;

/// <summary>One stream of events from the sidecar, and the answers to them. A subscription has one after the other.</summary>
internal sealed class TopicStream : IDisposable
{
    // A sidecar ends its side when it has read that we ended ours; this is for one that hangs.
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly AsyncDuplexStreamingCall<byte[], byte[]> _call;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _gone = new();

    // Handlers answer at once; gRPC takes one message after the other.
    private readonly SemaphoreSlim _writing = new(1, 1);
    private Task<bool>? _reading;

    private TopicStream(AsyncDuplexStreamingCall<byte[], byte[]> call, TimeProvider time)
    {
        _call = call;
        _time = time;
        Gone = _gone.Token;
    }

    /// <summary>Fires when no answer can be given any more.</summary>
    public CancellationToken Gone { get; }

    /// <summary>Subscribes; the task ends when the sidecar has.</summary>
    public static async Task<TopicStream> OpenAsync(
        SidecarGrpc grpc, string pubsub, string topic, SubscribeOptions options, TimeProvider time, CancellationToken stop)
    {
        var stream = new TopicStream(grpc.Begin(SubscribeMethod.Definition, CancellationToken.None), time);
        try
        {
            // A call that has ended fails the write without saying why; reading says it.
            await stream.TryWriteAsync(SubscribeMethod.Initial(pubsub, topic, options)).ConfigureAwait(false);
            return await stream._call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(stop).ConfigureAwait(false)
                ? stream
                : throw new RpcException(new Status(StatusCode.Unavailable, "the stream ended before it began"));
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>The next event; null when <paramref name="stop"/> has fired.</summary>
    /// <exception cref="RpcException">The stream has ended.</exception>
    public async ValueTask<MeshEvent?> ReadAsync(CancellationToken stop)
    {
        while (true)
        {
            // Cancelling a read would cancel the call with it: a read that nobody waits for any more stays, and ends with the call.
            _reading ??= _call.ResponseStream.MoveNext(CancellationToken.None);
            await ((Task)_reading).WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_reading.IsCompleted)
            {
                return null;
            }

            var more = await _reading.ConfigureAwait(false);
            _reading = null;
            if (!more)
            {
                throw new RpcException(new Status(StatusCode.Unavailable, "the sidecar has ended the stream"));
            }

            if (Read(_call.ResponseStream.Current) is { } read)
            {
                return read;
            }
        }
    }

    /// <summary>Answers an event. Nothing happens when the stream is gone: then the sidecar gives the event to whoever subscribes next.</summary>
    public Task AnswerAsync(string id, EventOutcome outcome) => TryWriteAsync(SubscribeMethod.Processed(id, outcome));

    /// <summary>Says that no more answers come, after all that were given, and waits until the sidecar knows.</summary>
    public async Task CloseAsync()
    {
        try
        {
            await _call.RequestStream.CompleteAsync().ConfigureAwait(false);
            using var limit = new CancellationTokenSource(Farewell, _time);

            // What still comes was not begun: it stays unanswered, and goes to the next subscriber.
            while (await ReadAsync(limit.Token).ConfigureAwait(false) is not null)
            {
            }
        }
        catch (Exception e) when (IsGone(e))
        {
            // It has ended, as it should.
        }
    }

    /// <summary>Makes the handlers stop that still have an event of it.</summary>
    public void Abandon() => _gone.Cancel();

    public void Dispose()
    {
        _gone.Cancel();
        _call.Dispose();

        // It ends with the call, by an exception that nobody waits for any more.
        _reading?.ContinueWith(static read => _ = read.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task TryWriteAsync(byte[] message)
    {
        await _writing.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            await _call.RequestStream.WriteAsync(message).ConfigureAwait(false);
        }
        catch (Exception e) when (IsGone(e))
        {
            // Reading finds out why.
        }
        finally
        {
            _writing.Release();
        }
    }

    private static MeshEvent? Read(byte[] message)
    {
        try
        {
            return EventReader.Read(message);
        }
        catch (InvalidDataException e)
        {
            // Whoever is at the other end, another stream may be better.
            throw new RpcException(new Status(StatusCode.Internal, e.Message));
        }
    }

    private static bool IsGone(Exception e) => e is RpcException or InvalidOperationException or OperationCanceledException or ObjectDisposedException;
}
