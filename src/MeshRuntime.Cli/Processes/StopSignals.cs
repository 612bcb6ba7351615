using System.Runtime.InteropServices;

namespace MeshRuntime.Cli.Processes;

/// <summary>Turns signals into two wishes: stop, and stop at once.</summary>
internal sealed class StopSignals : IDisposable
{
    // A closing terminal or a supervisor may send two signals for one wish; a person takes longer to press Ctrl-C again.
    private static readonly TimeSpan OneWish = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _now = new();
    private readonly List<PosixSignalRegistration> _registrations;
    private readonly TimeProvider _time;
    private long _first;

    public StopSignals(TimeProvider time)
    {
        _time = time;
        _registrations =
        [
            .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT }
                .Select(signal => PosixSignalRegistration.Create(signal, On)),
        ];
    }

    public CancellationToken Stop => _stop.Token;

    public CancellationToken Now => _now.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
        _now.Dispose();
    }

    private void On(PosixSignalContext context)
    {
        context.Cancel = true;
        if (!_stop.IsCancellationRequested)
        {
            _first = _time.GetTimestamp();
            _stop.Cancel();
        }
        else if (_time.GetElapsedTime(_first) > OneWish)
        {
            _now.Cancel();
        }
    }
}
