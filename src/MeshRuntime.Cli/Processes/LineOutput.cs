using System.Text.RegularExpressions;

namespace MeshRuntime.Cli.Processes;

/// <summary>Takes the lines of one process to the screen, to a file, or to both, and remembers the last few.</summary>
/// <param name="terminal">The screen.</param>
/// <param name="shows">What of a line the screen shows; null when it does not show it.</param>
/// <param name="prefix">Stands before each line on the screen.</param>
/// <param name="colour">The prefix's.</param>
/// <param name="logFile">The file, which gets all lines; null for none.</param>
internal sealed partial class LineOutput(Terminal terminal, Func<string, string?> shows, string prefix, int colour, TextWriter? logFile) : IDisposable
{
    // Enough for a stack trace's head or a list of configuration problems.
    private const int Remembered = 20;

    private readonly Queue<string> _last = [];
    private readonly Lock _writing = new();
    private TextWriter? _file = logFile;

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
        if (shows(line) is { } shown)
            terminal.Line(prefix, colour, shown, isError);
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
