using System.Diagnostics;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using MeshRuntime.ControlPlane.Validation;
using MeshRuntime.ControlPlane.Yaml;

namespace MeshRuntime.Tests.ControlPlane.Yaml;

public sealed class YamlFileTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Documents_KeepTheLinesOfTheirFile()
    {
        var (documents, problems) = Parse("# first\na: 1\n---\n\nb:\n  - x\n  - y: z\n---\n---\nc: 3\n...\n");

        Assert.Empty(problems);
        Assert.Equal([2, 5, 10], documents.Select(document => document.Root.Place.Line));
        var list = Assert.IsType<YamlList>(Mapping(documents[1]).Find("b"));
        Assert.Equal([6, 7], list.Items.Select(item => item.Place.Line));
    }

    [Theory]
    [InlineData("x: 0\na: [1, 2\nb: 3\n", 2, "broken")]
    [InlineData("a: 1\nb: \"x\n", 2, "broken")]
    [InlineData("x: 0\na: 1\n\tb: 2\n", 2, "tab")]
    [InlineData("a: 1\nb: 2\na: 3\n", 3, "twice")]
    [InlineData("a: &x\n  b: *x\n", 2, "alias *x")]
    [InlineData("a: *nowhere\n", 1, "alias *nowhere")]
    [InlineData("a: 1\nb: !!python/object/apply:os.system [\"id\"]\n", 2, "tag")]
    [InlineData("a: !Foo {}\n", 1, "tag")]
    [InlineData("? [1, 2]\n: 3\n", 1, "key")]
    [InlineData("a: 1\n<<: 5\n", 1, "merge")]
    public void BrokenDocument_IsAnErrorAtItsLine(string text, int line, string what)
    {
        var (documents, problems) = Parse(text);

        Assert.Empty(documents);
        var problem = Assert.Single(problems);
        Assert.True((ProblemSeverity.Error, line) == (problem.Severity, problem.Line), problem.ToString());
        Assert.Contains(what, problem.What, StringComparison.Ordinal);
    }

    [Fact]
    public void DocumentsAfterABrokenOne_AreReadWithTheirOwnLines()
    {
        var (documents, problems) = Parse("a: 1\n---\nb: [\n---\nc: 3\n---\nd: }\n---\ne: 5\n");

        Assert.Equal([1, 5, 9], documents.Select(document => document.Root.Place.Line));
        Assert.Equal(2, problems.Count);
        Assert.Equal(7, problems[1].Line);
    }

    [Fact]
    public void Anchors_AndMergeKeysAreResolved()
    {
        var (documents, problems) = Parse("base: &b {x: 1, y: 2}\nuse:\n  <<: *b\n  y: 3\n");

        Assert.Empty(problems);
        var use = Assert.IsType<YamlMapping>(Mapping(documents[0]).Find("use"));
        Assert.Equal("{\"y\":3,\"x\":1}", YamlJson.Text(use));
    }

    public static TheoryData<string, string> Bombs => new()
    {
        { "billion laughs", Laughs() },
        { "deep flow", "a: " + new string('[', 200_000) },
        { "deep block", string.Concat(Enumerable.Range(0, 1000).Select(depth => new string(' ', depth) + "a:\n")) },
        { "many nodes", "a: [" + string.Concat(Enumerable.Repeat("1,", 400_000)) + "]" },
        { "too large", "a: " + new string('x', YamlFile.MaxBytes) },
        { "broken documents", string.Concat(Enumerable.Repeat("---\n[\n", 100_000)) },
        { "merged laughs", "a: &a {" + string.Join(", ", Enumerable.Range(0, 900).Select(i => $"k{i}: 1")) + "}\nb: [" + string.Join(", ", Enumerable.Repeat("{<<: *a}", 900)) + "]\n" },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void Bomb_IsRefusedQuicklyAndInLittleMemory(string name, string text)
    {
        File.WriteAllText(_file, text);
        var warm = new ProblemList();
        YamlFile.Read(_file, null, warm);

        // The best of three: the first rounds run code that is not optimised yet.
        var (took, allocated) = (TimeSpan.MaxValue, long.MaxValue);
        for (var round = 0; round < 3; round++)
        {
            var (clock, before) = (ProcessorTime(), GC.GetAllocatedBytesForCurrentThread());
            Assert.Empty(YamlFile.Read(_file, null, new ProblemList()));
            took = TimeSpan.FromTicks(Math.Min(took.Ticks, (ProcessorTime() - clock).Ticks));
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        TestContext.Current.SendDiagnosticMessage($"{name}: {took.TotalMilliseconds:0} ms, {allocated / 1024 / 1024} MB allocated");

        // Measured: 0 to 118 ms. A bomb that goes off takes minutes; what lies between is this machine's load and decides nothing.
        Assert.True(took < TimeSpan.FromSeconds(5), $"{name} took {took.TotalMilliseconds} ms");
        Assert.True(allocated < 50 * 1024 * 1024, $"{name} allocated {allocated}");
        Assert.Contains(warm.ToList(), problem => problem.Severity == ProblemSeverity.Error && problem.File == _file);
    }

    [Theory]
    [InlineData("a: 1\nb: \0\n", 2, "NUL")]
    public void NulByte_IsRefusedAtItsLine(string text, int line, string what)
    {
        File.WriteAllText(_file, text);
        var problems = new ProblemList();

        Assert.Empty(YamlFile.Read(_file, null, problems));
        var problem = Assert.Single(problems.ToList());
        Assert.Equal(line, problem.Line);
        Assert.Contains(what, problem.What, StringComparison.Ordinal);
    }

    [Fact]
    public void BytesThatAreNoUtf8_AreRefused()
    {
        File.WriteAllBytes(_file, [0x61, 0x3a, 0x20, 0xff, 0xfe]);
        var problems = new ProblemList();

        Assert.Empty(YamlFile.Read(_file, null, problems));
        Assert.Contains("UTF-8", Assert.Single(problems.ToList()).What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void FileAtTheLimit_IsReadAndOneByteMoreIsNot(int over, bool refused)
    {
        File.WriteAllText(_file, "a: " + new string('x', YamlFile.MaxBytes - 3 + over));
        var problems = new ProblemList();

        Assert.Equal(refused ? 0 : 1, YamlFile.Read(_file, null, problems).Count);
        Assert.Equal(refused, problems.HasErrors);
    }

    [Fact]
    public void ByteOrderMark_IsNoPartOfTheFirstKey()
    {
        File.WriteAllBytes(_file, [0xef, 0xbb, 0xbf, (byte)'a', (byte)':', (byte)' ', (byte)'1']);

        Assert.NotNull(Mapping(YamlFile.Read(_file, null, new ProblemList())[0]).Find("a"));
    }

    [Fact]
    public void WhateverTheText_TheReaderAnswers()
    {
        // Letters that mean something in YAML: a wide alphabet would test only plain text.
        var text = Gen.Elements("a", "b: ", "- ", "\n", "  ", "---\n", "[", "]", "{", "}", ",", "&x ", "*x", "!t ", "!!str ", "|\n", ">-\n", "\"", "'", "#", "? ", ": ", "<<: ", "%", "@", "\t", "...\n", "\r\n", "\u0085", "é")
            .ArrayOf().Select(string.Concat);

        Prop.ForAll(text.ToArbitrary(), value =>
        {
            var (documents, problems) = Parse(value);
            return documents.Count + problems.Count <= value.Length + 1;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(60));
    }

    /// <summary>Of this thread: the time on the wall depends on what else the machine does.</summary>
    private static TimeSpan ProcessorTime() => OperatingSystem.IsLinux()
        ? TimeSpan.FromMicroseconds(long.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0], CultureInfo.InvariantCulture) / 1000)
        : Stopwatch.GetElapsedTime(0);

    private static string Laughs()
    {
        var lines = new List<string> { "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]" };
        for (var i = 1; i <= 9; i++)
        {
            lines.Add($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]");
        }

        return string.Join('\n', lines);
    }

    private static YamlMapping Mapping(YamlDocument document) => Assert.IsType<YamlMapping>(document.Root);

    private static (IReadOnlyList<YamlDocument> Documents, IReadOnlyList<ConfigProblem> Problems) Parse(string text)
    {
        var problems = new ProblemList();
        return (YamlFile.Parse(new SourceText("f.yaml", text), problems), problems.ToList());
    }
}
