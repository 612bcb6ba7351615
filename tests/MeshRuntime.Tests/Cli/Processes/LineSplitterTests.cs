using MeshRuntime.Cli.Processes;
using Xunit;

namespace MeshRuntime.Tests.Cli.Processes;

public sealed class LineSplitterTests
{
    [Fact]
    public void PiecesOfLines_BecomeWholeLines() =>
        Assert.Equal(["first", "second", "", "third"], Lines("fi", "rst\nsec", "ond\r\n\nthi", "rd"));

    [Theory]
    [InlineData(LineSplitter.LongestLine - 1, 0)]
    [InlineData(LineSplitter.LongestLine, 0)]
    [InlineData(LineSplitter.LongestLine, 1)]
    public void LineOverTheLimit_IsCutThere(int first, int second) => Assert.Equal(
        new[] { first, second }.Where(length => length > 0),
        Lines(new string('x', first + second) + "\n").Select(line => line.Length));

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
