using System.Runtime.InteropServices;

namespace MeshRuntime.Sidecar;

/// <summary>Who may end the process, and how: SIGTERM, SIGINT, SIGHUP (the terminal was closed), or the shutdown API. A second signal ends it
/// at once.</summary>
internal sealed class StopSignals : IDisposable
{
    // Dapr: the answer to the forced shutdown is on the wire before the process dies.
    private static readonly TimeSpan ForceDelay = TimeSpan.FromMilliseconds(100);

    private readonly TaskCompletionSource<string> _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _time;
    private readonly Action<int> _exit;
    private readonly PosixSignalRegistration[] _registrations;
    private ITimer? _forced;
    private int _signals;

    /// <summary>Listens from now on.</summary>
    /// <param name="time">Delays the forced end.</param>
    /// <param name="exit">Ends the process at once.</param>
    public StopSignals(TimeProvider time, Action<int> exit)
    {
        _time = time;
        _exit = exit;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal),
        ];
    }

    /// <summary>Completes with who asked first.</summary>
    public Task<string> Asked => _asked.Task;

    /// <summary>The shutdown API.</summary>
    public void OnApi(bool force)
    {
        if (force)
        {
            // No graceful stop beside it: that could be the quicker one, and exit as if nothing had been cut off.
            _forced = _time.CreateTimer(_ => _exit(ExitCode.Fatal), null, ForceDelay, Timeout.InfiniteTimeSpan);
        }
        else
        {
            _asked.TrySetResult("the shutdown API");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _forced?.Dispose();
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    /// <summary>One signal. A stop that the API asked for is not hastened by the first.</summary>
    internal void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        _asked.TrySetResult(context.Signal.ToString());
        if (Interlocked.Increment(ref _signals) > 1)
        {
            _exit(ExitCode.Fatal);
        }
    }
}
