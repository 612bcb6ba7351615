using System.Diagnostics;

namespace MeshRuntime.ComponentTests.Kit;

/// <summary>Another process of this executable that plays a role. It ends when its input does, so none outlives the test.</summary>
internal sealed class Player : IAsyncDisposable
{
    private readonly Process _process;

    public Player(params string[] role)
    {
        var start = new ProcessStartInfo(Program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add("play");
        foreach (var word in role)
        {
            start.ArgumentList.Add(word);
        }

        _process = Process.Start(start)!;
    }

    /// <summary>What players run.</summary>
    public static string Program => Environment.ProcessPath!;

    public int Id => _process.Id;

    /// <summary>What the player still says until it ends.</summary>
    public async Task<string[]> HearRestAsync() =>
        (await _process.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30))).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The next line that the player says; fails with its errors when it says nothing for long.</summary>
    public async Task<string> HearAsync()
    {
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return line ?? throw new InvalidOperationException($"the player ended: {await _process.StandardError.ReadToEndAsync()}");
    }

    public Task SayAsync(string line) => _process.StandardInput.WriteLineAsync(line).ContinueWith(_ => _process.StandardInput.Flush());

    /// <summary>SIGKILL: no handler of the player runs.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
            }
        }

        _process.Dispose();
    }
}
