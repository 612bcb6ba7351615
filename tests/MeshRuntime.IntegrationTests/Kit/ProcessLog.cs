using System.Diagnostics;

namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>Keeps every line that a process writes.</summary>
internal sealed class ProcessLog
{
    private readonly List<string> _lines = [];
    private readonly TaskCompletionSource _outputEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _errorEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    public string Text => string.Join('\n', Lines);

    /// <summary>Completes when both streams have ended: everything that was written is here.</summary>
    public Task Ended => Task.WhenAll(_outputEnded.Task, _errorEnded.Task);

    /// <summary>Call once after the start.</summary>
    public void Read(Process process)
    {
        process.OutputDataReceived += (_, line) => Add(line.Data, _outputEnded);
        process.ErrorDataReceived += (_, line) => Add(line.Data, _errorEnded);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public bool Contains(string text) => Lines.Any(line => line.Contains(text, StringComparison.OrdinalIgnoreCase));

    private void Add(string? line, TaskCompletionSource ended)
    {
        if (line is null)
        {
            ended.TrySetResult();
            return;
        }

        lock (_lines)
        {
            _lines.Add(line);
        }
    }
}
