using System.Collections.Immutable;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.NameResolution;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Components.NameResolution.Sqlite;

/// <summary>
/// Finds the sidecars of one host through a file that all of them share. The layout is that of Dapr's resolver of the same name, whose sidecars may
/// share the file. Namespaces are not looked at, as there.
/// </summary>
internal sealed partial class SqliteNameResolver : INameResolver
{
    private readonly SqliteNameOptions _options;
    private readonly HostsTable _table;
    private readonly HostsFile _file;
    private readonly HostsView _view;
    private readonly HostsWatch _watch;
    private readonly Announcement _announcement;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    public SqliteNameResolver(ComponentContext context)
    {
        _time = context.Time;
        _log = context.Loggers.CreateLogger<SqliteNameResolver>();
        _options = SqliteNameOptions.Read(context);
        _table = new HostsTable(_options);
        _file = new HostsFile(_options, _table, _time, _log);
        _view = new HostsView(_options.UpdateInterval);
        _watch = new HostsWatch(ReadAsync, _options.PollInterval, _time, _log);
        _announcement = new Announcement(_file, _table, _options, _time, _log);
    }

    public async ValueTask StartAsync(CancellationToken cancellation)
    {
        if (_options.IgnoredSettings is { } ignored)
        {
            Log.SettingsIgnored(_log, ignored);
        }

        await _file.RunAsync(_table.UseJournal, cancellation);
        _watch.Start();
    }

    public async ValueTask RegisterAsync(ServiceInstance instance, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(instance);
        await _announcement.RegisterAsync(instance, cancellation);
    }

    public async ValueTask DeregisterAsync(CancellationToken cancellation) => await _announcement.WithdrawAsync(cancellation);

    public async ValueTask<EndpointSet> ResolveAsync(ServiceName name, CancellationToken cancellation) =>
        HostEndpoints.Of(await ReadAsync(cancellation), name.AppId);

    public IAsyncEnumerable<EndpointSet> WatchAsync(ServiceName name, CancellationToken cancellation) => _watch.WatchAsync(name.AppId, cancellation);

    public async ValueTask DisposeAsync()
    {
        await _watch.DisposeAsync();
        await _announcement.WithdrawAsync(CancellationToken.None);
        _announcement.Dispose();
    }

    private async Task<ImmutableArray<HostRow>> ReadAsync(CancellationToken cancellation)
    {
        HostsSnapshot read;
        try
        {
            read = await _file.RunAsync(database => _table.ReadLive(database, _time.GetUtcNow().ToUnixTimeSeconds()), cancellation)
                .WaitAsync(_options.Timeout + _options.BusyTimeout, _time, cancellation);
        }
        catch (TimeoutException e)
        {
            throw new ComponentException(
                ComponentFault.Unavailable, $"the name registry {_options.File} did not answer in time. Look at the disk, or raise timeout.", e);
        }

        await _announcement.RestoreAsync(read, cancellation);
        return _view.Believe(read, _time.GetUtcNow());
    }

    private static partial class Log
    {
        [LoggerMessage(5029, LogLevel.Warning, "\"{Settings}\" in connectionString is not used: set busyTimeout, disableWAL and timeout as fields of their own")]
        public static partial void SettingsIgnored(ILogger logger, string settings);
    }
}
