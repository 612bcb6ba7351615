using MeshRuntime.Abstractions.Components;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>The store while this process has it open, with all that works on it. Starts and stops the parts in their order.</summary>
internal sealed class OpenStore : IAsyncDisposable
{
    private static readonly TimeSpan FarewellLimit = TimeSpan.FromSeconds(2);

    private readonly WriteTurn _turn;
    private readonly Action<long?> _wake;
    private readonly Patrol _patrol;
    private readonly TimeProvider _time;

    private OpenStore(SqlitePubSubOptions options, StoreFile file, WriteTurn turn, Room room, Action<long?> wake, TimeProvider time, ILogger log)
    {
        (_turn, _wake, _time) = (turn, wake, time);
        Commits = new CommitQueue(file, turn, Ring, time);
        Owner = new Owner(file, options, Commits);
        Retention = new Retention(options, Commits, time, log);
        _patrol = new Patrol(options, file, Commits, Owner, room, Retention, () => wake(null), time, log);
    }

    public CommitQueue Commits { get; }

    public Owner Owner { get; }

    public Retention Retention { get; }

    /// <param name="options">The component's.</param>
    /// <param name="file">Is made when it does not exist.</param>
    /// <param name="room">Is measured from now on.</param>
    /// <param name="wake">Called when a topic has something, by its number; with null when any may have.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The component's.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="ComponentException">The file cannot be used.</exception>
    public static async Task<OpenStore> StartAsync(
        SqlitePubSubOptions options, StoreFile file, Room room, Action<long?> wake, TimeProvider time, ILogger log, CancellationToken cancellation)
    {
        file.Create();
        OpenStore? store = null;
        try
        {
            store = new OpenStore(options, file, await WriteTurn.OpenAsync(file.RunFolder, time, cancellation), room, wake, time, log);
            store.Commits.Start();
            await store.Owner.RegisterAsync(cancellation);
            store.Owner.Bell?.Listen(wake);
            await store._patrol.StartAsync(cancellation);
            return store;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await CloseAsync(store);
            throw file.Unavailable($"cannot be shared: {e.Message} Check that this user may write {file.RunFolder}.", e);
        }
        catch
        {
            await CloseAsync(store);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _patrol.DisposeAsync();
        await LeaveAsync(Owner.Id);
        await Commits.DisposeAsync();
        await Owner.DisposeAsync();
        _turn.Dispose();
    }

    private static ValueTask CloseAsync(OpenStore? store) => store?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task LeaveAsync(long id)
    {
        // Zero until it is registered; in the store, nobody.
        if (id == 0)
        {
            return;
        }

        try
        {
            await Commits.RunAsync(
                store =>
                {
                    foreach (var topic in store.Owners.Remove(id, store.Now))
                    {
                        store.Touch(topic);
                    }

                    return true;
                },
                CancellationToken.None).WaitAsync(FarewellLimit, _time);
        }
        catch (Exception e) when (e is ComponentException or TimeoutException)
        {
            // The others find the lock free, and give away what is left.
        }
    }

    private void Ring(Ring ring)
    {
        if (ring.Owner == Owner.Id)
        {
            _wake(ring.Topic);
        }
        else if (ring.Bell is { } bell)
        {
            Owner.Bell?.Ring(bell, ring.Topic);
        }
    }
}
