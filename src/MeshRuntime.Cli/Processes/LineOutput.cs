using System.Text.RegularExpressions;

namespace MeshRuntime.Cli.Processes;

/// <summary>Takes the lines of one process to the screen, to a file, or to both, and remembers the last few.</summary>
internal sealed partial class LineOutput(Terminal? terminal, string prefix, int colour, TextWriter? logFile) : IDisposable
{
    // Enough for a stack trace's head or a list of configuration problems.
    private const int Remembered = 20;

    private readonly Queue<string> _last = [];
    private readonly Lock _writing = new();
    private TextWriter? _file = logFile;

    public bool IsShown => terminal is not null;

    public IReadOnlyList<string> LastLines
    {
        get
        {
            lock (_writing)
                return [.. _last];
        }
    }

    public void Write(string line, bool isError)
    {
        terminal?.Line(prefix, colour, line, isError);
        lock (_writing)
        {
            _file?.WriteLine(ColourCodes().Replace(line, ""));
            _last.Enqueue(line);
            if (_last.Count > Remembered)
                _last.Dequeue();
        }
    }

    /// <summary>Closes the file. Lines may still come, from a process that left its group: they go to the screen alone.</summary>
    public void Dispose()
    {
        lock (_writing)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    [GeneratedRegex(@"\e\[[0-9;]*[A-Za-z]", RegexOptions.CultureInvariant)]
    private static partial Regex ColourCodes();
}
