using System.Diagnostics;
using MeshRuntime.IntegrationTests.Kit;

namespace MeshRuntime.TestBrokers;

/// <summary>A redis-server that writes each command to disk before it answers, so that a kill loses nothing that it acknowledged.</summary>
/// <param name="arguments">More of its arguments, such as <c>--requirepass</c>.</param>
internal sealed class RedisBroker(params string[] arguments) : Broker
{
    /// <summary>A folder with <c>ca.pem</c>, <c>server.pem</c> and <c>server.key</c>; then it speaks TLS only. Null for plain text.</summary>
    public string? Certificates { get; init; }

    /// <summary>Runs one command through redis-cli and returns what it prints, raw. Plain text only.</summary>
    public async Task<string> AskAsync(params string[] command)
    {
        var start = new ProcessStartInfo("redis-cli", ["-p", $"{Port}", "--raw", .. command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync();
        await Wait.ForAsync(process.WaitForExitAsync(), $"redis-cli {string.Join(' ', command)}");
        return (await said).TrimEnd('\n');
    }

    /// <summary>Lets it hang, or go on: the connections stay, nothing is answered.</summary>
    public void Pause(bool isPaused) => SendSignal(isPaused ? Signals.Stop : Signals.Continue);

    protected override ProcessStartInfo Command() => new("redis-server",
    [
        "--bind", "127.0.0.1", "--dir", Folder, "--save", "", "--appendonly", "yes", "--appendfsync", "always", .. Listener(), .. arguments,
    ]);

    private string[] Listener() => Certificates is { } folder
        ?
        [
            "--port", "0", "--tls-port", $"{Port}", "--tls-auth-clients", "optional", "--tls-ca-cert-file", Path.Combine(folder, "ca.pem"),
            "--tls-cert-file", Path.Combine(folder, "server.pem"), "--tls-key-file", Path.Combine(folder, "server.key"),
        ]
        : ["--port", $"{Port}"];
}
