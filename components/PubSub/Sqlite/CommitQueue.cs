using System.Threading.Channels;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Components.Clients.Sqlite;

namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>
/// Writes to the store for the whole process: one thread, one connection. Steps that wait when its turn comes go into one transaction, so a hundred
/// publishers pay for one fsync. No step waits for others to come.
/// </summary>
internal sealed class CommitQueue(StoreFile file, WriteTurn turn, Action<Ring> ring, TimeProvider time) : IAsyncDisposable
{
    // A transaction stays short for the other processes: a row takes about 10 µs.
    private const int MaxWeight = 512;

    // When full, callers wait.
    private readonly Channel<CommitStep> _steps = Channel.CreateBounded<CommitStep>(new BoundedChannelOptions(4096) { SingleReader = true });
    private readonly List<CommitStep> _batch = new(MaxWeight);
    private Task _writing = Task.CompletedTask;
    private Store? _store;
    private bool _reopen;

    /// <summary>Begins to write. A thread of its own: it blocks for the turn, and for the disk.</summary>
    public void Start() => _writing = Task.Factory.StartNew(Write, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Settles and the like: see the other.</summary>
    public Task<T> RunAsync<T>(Func<Store, T> work, CancellationToken cancellation)
        where T : notnull => RunAsync(work, weight: 1, durable: false, cancellation);

    /// <summary>Runs a piece of work in the next transaction and returns when that is committed.</summary>
    /// <param name="work">Its result is never null. Must be free to run twice: when another step of its transaction fails, each is run again on its own.</param>
    /// <param name="weight">See <see cref="CommitStep"/>.</param>
    /// <param name="durable">See <see cref="Store.Begin"/>.</param>
    /// <param name="cancellation">The caller goes; whether the work was done is then unknown.</param>
    /// <exception cref="ComponentException">It was not done.</exception>
    public async Task<T> RunAsync<T>(Func<Store, T> work, long weight, bool durable, CancellationToken cancellation)
        where T : notnull
    {
        var step = new CommitStep<T>(work, weight, durable, cancellation);
        try
        {
            await _steps.Writer.WriteAsync(step, cancellation);
        }
        catch (ChannelClosedException e)
        {
            throw file.Unavailable("is closed: the sidecar is stopping.", e);
        }

        return await step.Done.WaitAsync(cancellation);
    }

    /// <summary>The file was replaced by another: the next step opens that one.</summary>
    public void Reopen() => Volatile.Write(ref _reopen, true);

    public async ValueTask DisposeAsync()
    {
        _steps.Writer.TryComplete();
        await _writing;
    }

    private void Write()
    {
        try
        {
            // Blocks, on purpose: this thread has nothing else to do.
            while (_steps.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                turn.Enter();
                IReadOnlyList<Ring> rings;
                try
                {
                    rings = CommitWhatWaits();
                }
                finally
                {
                    turn.Leave();
                }

                foreach (var one in rings)
                {
                    ring(one);
                }
            }
        }
        finally
        {
            // Whatever ended this thread, nobody waits for it in vain.
            _steps.Writer.TryComplete();
            Fail(_batch, file.Unavailable("is closed: its writer ended.", null));
            while (_steps.Reader.TryRead(out var step))
            {
                step.Fail(file.Unavailable("is closed: its writer ended.", null));
            }

            _store?.Dispose();
        }
    }

    private IReadOnlyList<Ring> CommitWhatWaits()
    {
        Gather();
        try
        {
            var rings = Commit(_batch);
            _batch.ForEach(step => step.Complete());
            return rings;
        }
        catch (SqliteFailure failure) when (_batch.Count > 1 && !failure.IsBusy && !failure.IsFull)
        {
            // One step may have met a damaged page; the others need not suffer from it.
            return [.. _batch.SelectMany(CommitAlone)];
        }
        catch (SqliteFailure failure)
        {
            Fail(_batch, file.Explain(failure));
        }
        catch (ComponentException e)
        {
            Fail(_batch, e);
        }
        finally
        {
            _batch.Clear();
        }

        return [];
    }

    private IReadOnlyList<Ring> CommitAlone(CommitStep step)
    {
        try
        {
            var rings = Commit([step]);
            step.Complete();
            return rings;
        }
        catch (SqliteFailure failure)
        {
            step.Fail(file.Explain(failure));
        }
        catch (ComponentException e)
        {
            step.Fail(e);
        }

        return [];
    }

    private void Gather()
    {
        for (var weight = 0L; weight < MaxWeight && _steps.Reader.TryRead(out var step); weight += step.Weight)
        {
            _batch.Add(step);
        }
    }

    private IReadOnlyList<Ring> Commit(List<CommitStep> steps)
    {
        // The file that is open may no longer be the one that the others see.
        if (Interlocked.Exchange(ref _reopen, false) || file.IsGone)
        {
            Close();
        }

        _store ??= new Store(file.Open(), time);
        try
        {
            _store.Begin(steps.Exists(step => step.IsDurable));
            steps.ForEach(step => step.Run(_store));
            return _store.Commit();
        }
        catch (SqliteFailure failure)
        {
            if (failure.IsBusy || failure.IsFull)
            {
                _store.Rollback();
            }
            else
            {
                // What the connection remembers of the file may be what is wrong; the next step opens it anew.
                Close();
            }

            throw;
        }
    }

    private void Close()
    {
        _store?.Dispose();
        _store = null;
    }

    private static void Fail(List<CommitStep> steps, ComponentException reason) => steps.ForEach(step => step.Fail(reason));
}
