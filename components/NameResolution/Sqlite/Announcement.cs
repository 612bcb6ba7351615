using System.Diagnostics;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.NameResolution;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Components.NameResolution.Sqlite;

/// <summary>Keeps this sidecar's own entry in the registry alive, from registration to withdrawal.</summary>
internal sealed partial class Announcement(HostsFile file, HostsTable table, SqliteNameOptions options, TimeProvider time, ILogger log) : IDisposable
{
    // Registration, withdrawal and renewal one at a time: a renewal under way must not bring a withdrawn entry back.
    private readonly SemaphoreSlim _gate = new(1, 1);
    private HostRow? _row;
    private CancellationTokenSource _stop = new();
    private Task _beating = Task.CompletedTask;

    public async Task RegisterAsync(ServiceInstance instance, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            await WithdrawAsync_Locked(cancellation);
            var address = new Endpoint(instance.Host, instance.Port).Authority;
            var row = new HostRow(Guid.NewGuid().ToString(), instance.Name.AppId, address)
            {
                Weight = instance.Weight,
                Labels = LabelText.Write(instance.Labels),
            };
            await file.RunAsync(database => table.Announce(database, row, Now()), cancellation);
            _row = row;
            _stop.Dispose();
            _stop = new CancellationTokenSource();
            _beating = BeatAsync(_stop.Token);
            Log.Registered(log, row.AppId, row.Address, options.File);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async Task WithdrawAsync(CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            await WithdrawAsync_Locked(cancellation);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Registers again at once when a read shows that the entry is gone.</summary>
    public async Task RestoreAsync(HostsSnapshot read, CancellationToken cancellation)
    {
        if (_row is not { } row || read.Rows.Any(live => live.RegistrationId == row.RegistrationId))
        {
            return;
        }

        try
        {
            await RenewAsync(cancellation);
        }
        catch (ComponentException)
        {
            // The reader has what it came for. The next heartbeat tries again, and speaks of it.
        }
    }

    public void Dispose()
    {
        _stop.Dispose();
        _gate.Dispose();
    }

    private async Task WithdrawAsync_Locked(CancellationToken cancellation)
    {
        Debug.Assert(_gate.CurrentCount == 0, "the caller holds the gate");
        if (_row is not { } row)
        {
            return;
        }

        // The heartbeat cannot be in the middle of a renewal, which needs the gate; where it waits it can be stopped.
        _row = null;
        await _stop.CancelAsync();
        await _beating;
        try
        {
            await file.RunAsync(database => table.Withdraw(database, row), cancellation);
            Log.Withdrawn(log, row.AppId, row.Address);
        }
        catch (ComponentException e)
        {
            // Nobody renews the entry any more, so it is dead within updateInterval even if it cannot be deleted.
            Log.NotWithdrawn(log, options.UpdateInterval.TotalSeconds, e.Message);
        }
    }

    private async Task BeatAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(options.Heartbeat, time);
        var failing = false;
        var cleaned = time.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                try
                {
                    await RenewAsync(stop);
                    if (options.CleanupInterval > TimeSpan.Zero && time.GetElapsedTime(cleaned) >= options.CleanupInterval)
                    {
                        cleaned = time.GetTimestamp();
                        await file.RunAsync(database => table.DeleteDead(database, Now()), stop);
                    }

                    if (failing)
                    {
                        failing = false;
                        Log.Renewed(log, options.File);
                    }
                }
                catch (ComponentException e)
                {
                    if (!failing)
                    {
                        failing = true;
                        Log.NotRenewed(log, e.Message);
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Withdrawn.
        }
    }

    private async Task RenewAsync(CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            if (_row is not { } row)
            {
                return;
            }

            var kept = await file.RunAsync(
                database =>
                {
                    if (table.Renew(database, row, Now()))
                    {
                        return true;
                    }

                    table.Announce(database, row, Now());
                    return false;
                },
                cancellation);
            if (!kept)
            {
                Log.RegisteredAgain(log, row.AppId, row.Address, options.File);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private long Now() => time.GetUtcNow().ToUnixTimeSeconds();

    private static partial class Log
    {
        [LoggerMessage(5021, LogLevel.Information, "Registered {AppId} at {Address} in {File}")]
        public static partial void Registered(ILogger logger, string appId, string address, string file);

        [LoggerMessage(5022, LogLevel.Information, "The entry of {AppId} at {Address} was gone from {File}: registered again")]
        public static partial void RegisteredAgain(ILogger logger, string appId, string address, string file);

        [LoggerMessage(5023, LogLevel.Information, "Withdrew {AppId} at {Address}")]
        public static partial void Withdrawn(ILogger logger, string appId, string address);

        [LoggerMessage(5024, LogLevel.Warning, "The own entry could not be withdrawn; it dies by itself within {Seconds} s: {Reason}")]
        public static partial void NotWithdrawn(ILogger logger, double seconds, string reason);

        [LoggerMessage(5025, LogLevel.Warning, "The own entry could not be renewed; other sidecars lose sight of this one until it can: {Reason}")]
        public static partial void NotRenewed(ILogger logger, string reason);

        [LoggerMessage(5026, LogLevel.Information, "The own entry in {File} is renewed again")]
        public static partial void Renewed(ILogger logger, string file);
    }
}
