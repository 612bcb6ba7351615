using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.ControlPlane.Reload;

/// <summary>
/// Calls for a reload soon after a watched file changed. The system's notices come first; because they get lost (network folders, links to folders,
/// too many watches) the files are also listed again at intervals.
/// </summary>
internal sealed partial class ResourceWatcher : IDisposable
{
    /// <summary>An editor writes a file in several steps: wait until none comes for this long.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);

    /// <summary>A file that is written without pause is read all the same.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromMilliseconds(500);

    public static readonly TimeSpan ListPause = TimeSpan.FromSeconds(10);

    /// <summary>When the system gives no notices: an edit shall be in force within a second.</summary>
    public static readonly TimeSpan ListPauseAlone = TimeSpan.FromMilliseconds(500);

    private readonly ControlPlaneOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ResourceWatcher> _log;
    private readonly List<FileSystemWatcher> _notices = [];

    // One place: what matters is that something changed, not how often.
    private readonly Channel<bool> _changed =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private string _stamps = "";
    private bool _isAlone;

    /// <summary>Watches from now on. What changed between the load and now is found by a first reload, made at once.</summary>
    public ResourceWatcher(ControlPlaneOptions options, TimeProvider time, ILogger<ResourceWatcher> log)
    {
        (_options, _time, _log) = (options, time, log);
        var folders = options.ResourcesPaths.Select(Path.GetFullPath)
            .Concat(options.ConfigPaths.Select(file => Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/"))
            .Distinct(StringComparer.Ordinal);
        foreach (var folder in folders)
        {
            Watch(folder);
        }

        Notice();
    }

    /// <summary>Runs until cancelled or until the reload says that there is to be no other.</summary>
    public async Task RunAsync(Func<CancellationToken, Task<ReloadVerdict>> reload, CancellationToken cancellation)
    {
        var last = ReloadVerdict.Done;
        while (last != ReloadVerdict.Last)
        {
            await WaitAsync(last, cancellation);

            // Before the files are read: a change during the reading makes another round.
            _stamps = FileStamps.Take(_options);
            last = await reload(cancellation);
        }
    }

    public void Dispose()
    {
        foreach (var notices in _notices)
        {
            notices.Dispose();
        }
    }

    /// <summary>Returns when something changed and no more changes follow.</summary>
    private async Task WaitAsync(ReloadVerdict last, CancellationToken cancellation)
    {
        while (!await IsChangedWithinAsync(_isAlone ? ListPauseAlone : ListPause, cancellation))
        {
            // What was refused is tried again: a component may have failed because of what it connects to, and no file will change for that.
            if (last == ReloadVerdict.Refused || FileStamps.Take(_options) != _stamps)
            {
                break;
            }
        }

        var first = _time.GetTimestamp();
        while (_time.GetElapsedTime(first) < MaxWait && await IsChangedWithinAsync(Quiet, cancellation))
        {
        }
    }

    private async Task<bool> IsChangedWithinAsync(TimeSpan limit, CancellationToken cancellation)
    {
        using var timer = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timer.Token);
        try
        {
            return await _changed.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private void Watch(string folder)
    {
        var notices = new FileSystemWatcher();
        try
        {
            notices.Path = folder;
            notices.NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size;
            notices.Changed += (_, _) => Notice();
            notices.Created += (_, _) => Notice();
            notices.Deleted += (_, _) => Notice();
            notices.Renamed += (_, _) => Notice();
            notices.Error += (_, _) => Notice();
            notices.EnableRaisingEvents = true;
            _notices.Add(notices);
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // Linux gives each user 128 watchers: a host with many sidecars runs out of them.
            notices.Dispose();
            _isAlone = true;
            Log.NoNotices(_log, folder, ListPauseAlone.TotalMilliseconds, e.Message);
        }
    }

    private void Notice() => _changed.Writer.TryWrite(true);

    private static partial class Log
    {
        [LoggerMessage(
            2010, LogLevel.Warning, "The system gives no notice of changes in {Folder}; its files are listed every {IntervalMs} ms instead: {Reason}")]
        public static partial void NoNotices(ILogger log, string folder, double intervalMs, string reason);
    }
}
