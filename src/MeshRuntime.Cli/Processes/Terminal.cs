namespace MeshRuntime.Cli.Processes;

/// <summary>Writes whole lines of several processes to one screen, in colour where the screen shows it.</summary>
internal sealed class Terminal(TextWriter output, TextWriter error, bool colourOutput, bool colourError)
{
    private const string Own = "== MESH == ";
    private const int Red = 31;
    private const int Yellow = 33;
    private const int Grey = 90;

    private readonly Lock _writing = new();

    /// <summary>The screen itself, for text that is the command's result.</summary>
    public TextWriter Output => output;

    public TextWriter Error => error;

    public static Terminal OfConsole(ShellEnvironment shell) => new(
        Console.Out,
        Console.Error,
        colourOutput: !Console.IsOutputRedirected && !shell.ForbidsColour,
        colourError: !Console.IsErrorRedirected && !shell.ForbidsColour);

    public void Note(string text) => Line(Own, Grey, text, isError: false);

    public void Warn(string text) => Line(Own, Yellow, text, isError: true);

    public void Fail(string text) => Line(Own, Red, text, isError: true);

    public void Line(string prefix, int colour, string text, bool isError)
    {
        var coloured = isError ? colourError : colourOutput;
        var line = coloured ? $"\e[{colour}m{prefix}\e[0m{text}\e[0m" : prefix + text;
        try
        {
            lock (_writing)
                (isError ? error : output).WriteLine(line);
        }
        catch (IOException)
        {
            // The terminal was closed. Its hang-up signal ends the run; what is still said has no reader.
        }
    }
}
