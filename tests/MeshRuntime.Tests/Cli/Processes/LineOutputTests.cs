using MeshRuntime.Cli.Processes;
using Xunit;

namespace MeshRuntime.Tests.Cli.Processes;

public sealed class LineOutputTests
{
    private readonly StringWriter _screen = new();
    private readonly StringWriter _errors = new();
    private readonly StringWriter _file = new();

    [Fact]
    public void PlainScreen_GetsPrefixAndTextAlone()
    {
        using var output = new LineOutput(Terminal(colour: false), All, "== APP - orders == ", 36, logFile: null);

        output.Write("hello", isError: false);
        output.Write("oops", isError: true);

        Assert.Equal(("== APP - orders == hello", "== APP - orders == oops"), (_screen.ToString().TrimEnd(), _errors.ToString().TrimEnd()));
    }

    [Fact]
    public void ColouredScreen_GetsAColouredPrefix()
    {
        using var output = new LineOutput(Terminal(colour: true), All, "== APP == ", 36, logFile: null);

        output.Write("hello", isError: false);

        Assert.Equal("\e[36m== APP == \e[0mhello\e[0m", _screen.ToString().TrimEnd());
    }

    [Fact]
    public void File_GetsTheLineWithoutPrefixAndColours()
    {
        using var output = new LineOutput(Terminal(colour: false), Nothing, "== APP == ", 36, _file);

        output.Write("\e[1;31mred\e[0m text", isError: false);

        Assert.Equal(("red text", ""), (_file.ToString().TrimEnd(), _screen.ToString()));
    }

    [Fact]
    public void LastTwentyLines_AreRemembered()
    {
        using var output = new LineOutput(Terminal(colour: false), Nothing, "", 36, logFile: null);

        for (var i = 1; i <= 21; i++)
            output.Write($"{i}", isError: false);

        Assert.Equal(Enumerable.Range(2, 20).Select(i => $"{i}"), output.LastLines);
    }

    [Fact]
    public void LineAfterTheFileWasClosed_IsNotLostOnTheScreen()
    {
        var output = new LineOutput(Terminal(colour: false), All, "", 36, _file);
        output.Dispose();

        output.Write("late", isError: false);

        Assert.Equal("late", _screen.ToString().TrimEnd());
    }

    [Fact]
    public void LineThatTheScreenShowsInPart_IsWholeInTheFile()
    {
        using var output = new LineOutput(Terminal(colour: false), line => line.StartsWith("news: ", StringComparison.Ordinal) ? line[6..] : null, "== MESHD - orders == ", 36, _file);

        output.Write("chatter", isError: false);
        output.Write("news: the edit is refused", isError: false);

        Assert.Equal("== MESHD - orders == the edit is refused", _screen.ToString().TrimEnd());
        Assert.Equal(["chatter", "news: the edit is refused"], _file.ToString().TrimEnd().Split(Environment.NewLine));
    }

    private static string? All(string line) => line;

    private static string? Nothing(string line) => null;

    private Terminal Terminal(bool colour) => new(_screen, _errors, colour, colour);
}
