using MeshRuntime.Cli.Processes;
using Xunit;

namespace MeshRuntime.Tests.Cli.Processes;

public sealed class LineSplitterTests
{
    [Fact]
    public void PiecesOfLines_BecomeWholeLines() => Assert.Equal(["first", "second", "", "third"], Lines("fi", "rst\nsec", "ond\r\n\nthi", "rd"));

    [Fact]
    public void LineAtTheLimit_StaysWhole() => Assert.Equal([LineSplitter.LongestLine], Lines(new string('x', LineSplitter.LongestLine) + "\n").Select(line => line.Length));

    [Fact]
    public void LineOneOverTheLimit_IsCut() =>
        Assert.Equal([LineSplitter.LongestLine, 1], Lines(new string('x', LineSplitter.LongestLine + 1) + "\n").Select(line => line.Length));

    private static List<string> Lines(params string[] pieces)
    {
        var lines = new List<string>();
        var splitter = new LineSplitter(lines.Add);
        foreach (var piece in pieces)
            splitter.Add(piece);
        splitter.End();
        return lines;
    }
}
