using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace MeshRuntime.Client;

/// <summary>Hands events to the caller's handler, a bounded number at a time, over all streams that a subscription has one after the other.</summary>
internal sealed class EventHandlers : IDisposable
{
    private readonly Func<MeshEvent, CancellationToken, Task<EventOutcome>> _handle;
    private readonly SubscribeOptions _options;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _places;
    private readonly CancellationTokenSource _stopping;
    private ExceptionDispatchInfo? _failure;

    /// <param name="handle">The caller's handler.</param>
    /// <param name="options">How many at once, and what to do when one throws.</param>
    /// <param name="time">The clock of the limit at the end.</param>
    /// <param name="stop">The caller's token.</param>
    public EventHandlers(
        Func<MeshEvent, CancellationToken, Task<EventOutcome>> handle, SubscribeOptions options, TimeProvider time, CancellationToken stop)
    {
        _handle = handle;
        _options = options;
        _time = time;
        _places = new SemaphoreSlim(options.MaxConcurrency, options.MaxConcurrency);
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Stopping = _stopping.Token;
    }

    /// <summary>Fires with the caller's token, or when <see cref="SubscribeOptions.OnHandlerError"/> has thrown.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Waits for a place; false when the subscription is to end.</summary>
    public async ValueTask<bool> TakePlaceAsync()
    {
        try
        {
            await _places.WaitAsync(Stopping).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Gives back a place for which there was no event.</summary>
    public void GiveBackPlace() => _places.Release();

    /// <summary>Handles and answers an event, and gives its place back. Never fails: whoever has taken all places has waited for all of these.</summary>
    public async Task HandleAsync(MeshEvent read, TopicStream stream)
    {
        try
        {
            // The reader goes on to the next event, even if the handler does not give up its thread.
            await Task.Yield();
            await stream.AnswerAsync(read.Id, await OutcomeAsync(read, stream.Gone).ConfigureAwait(false)).ConfigureAwait(false);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Waits for all handlers; when the time for it is over, their token fires.</summary>
    public async Task DrainAsync(TopicStream? stream)
    {
        using var limit = new CancellationTokenSource(_options.StopTimeout, _time);
        await using var abandon = limit.Token.Register(() => stream?.Abandon()).ConfigureAwait(false);
        for (var i = 0; i < _options.MaxConcurrency; i++)
        {
            await _places.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        _places.Release(_options.MaxConcurrency);
    }

    /// <summary>Throws what <see cref="SubscribeOptions.OnHandlerError"/> has thrown, if that ended the subscription.</summary>
    public void ThrowFailure() => _failure?.Throw();

    public void Dispose() => _stopping.Dispose();

    private async ValueTask<EventOutcome> OutcomeAsync(MeshEvent read, CancellationToken gone)
    {
        using var activity = EventTrace.Begin(read);
        try
        {
            return await _handle(read, gone).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            return EventOutcome.Retry;
        }
        catch (Exception e) // the caller's code: whatever it throws is told to the caller
        {
            activity?.AddException(e).SetStatus(ActivityStatusCode.Error, e.Message);
            return Report(read, e);
        }
    }

    private EventOutcome Report(MeshEvent read, Exception thrown)
    {
        try
        {
            // One bad event does not take the others' subscription with it: it comes again, as the sidecar's policies and the broker have it.
            return _options.OnHandlerError?.Invoke(read, thrown) ?? EventOutcome.Retry;
        }
        catch (Exception e) // the caller's code again: this is how it ends the subscription
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
            _stopping.Cancel();
            return EventOutcome.Retry;
        }
    }
}
