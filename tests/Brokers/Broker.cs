using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MeshRuntime.IntegrationTests.Kit;

namespace MeshRuntime.TestBrokers;

/// <summary>
/// A real broker in a process of its own: on loopback, on a port of its own, with its data in a folder of its own. After a kill it starts again on
/// the same port with the same data.
/// </summary>
internal abstract class Broker : IAsyncDisposable
{
    private readonly ReservedPorts _ports = new();
    private readonly StringBuilder _output = new();
    private Process? _process;

    protected Broker()
    {
        Port = _ports.Next();
        Folder = Directory.CreateTempSubdirectory("mesh-broker-").FullName;
    }

    /// <summary>Where clients connect.</summary>
    public int Port { get; }

    /// <summary>What it prints, for a failure's message.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    protected string Folder { get; }

    /// <summary>How long a start may take on a machine that has much else to do.</summary>
    protected virtual TimeSpan StartLimit => Wait.Patience;

    /// <summary>Starts it, or starts it again; returns when it serves.</summary>
    public async Task StartAsync()
    {
        var start = Command();
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start");
        _process = process;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Wait.UntilAsync(
            async () => process.HasExited
                ? throw new InvalidOperationException($"{start.FileName} ended with {process.ExitCode}:\n{Output}")
                : await IsServingAsync(),
            $"{start.FileName} serves on port {Port}",
            StartLimit);
    }

    /// <summary>Ends it the hard way, as a crash would.</summary>
    public Task KillAsync() => EndAsync(Signals.Kill);

    /// <summary>Asks it to end.</summary>
    public Task StopAsync() => EndAsync(Signals.Terminate);

    public virtual async ValueTask DisposeAsync()
    {
        await KillAsync();
        _ports.Dispose();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>One more port that is this broker's alone.</summary>
    protected int NextPort() => _ports.Next();

    /// <summary>The program and its arguments.</summary>
    protected abstract ProcessStartInfo Command();

    /// <summary>True when clients can use it. Default: it accepts connections.</summary>
    protected virtual async Task<bool> IsServingAsync()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Sends the signal that ends it. Default: to the one process that was started.</summary>
    protected virtual void Signal(Process process, int signal) => Signals.Send(process.Id, signal);

    /// <summary>Sends a signal that does not end it.</summary>
    protected void SendSignal(int signal) => Signals.Send((_process ?? throw new InvalidOperationException("it does not run")).Id, signal);

    private async Task EndAsync(int signal)
    {
        if (_process is { HasExited: false } running)
        {
            Signal(running, signal);
            await Wait.ForAsync(running.WaitForExitAsync(), $"{running.StartInfo.FileName} ends on signal {signal}");
        }

        _process?.Dispose();
        _process = null;
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _output.AppendLine(line.Data);
        }
    }
}
