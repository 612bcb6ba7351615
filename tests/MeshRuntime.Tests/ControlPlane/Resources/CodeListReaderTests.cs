using MeshRuntime.ControlPlane.Resources;
using MeshRuntime.ControlPlane.Validation;
using MeshRuntime.ControlPlane.Yaml;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.Tests.ControlPlane.Resources;

public sealed class CodeListReaderTests
{
    private readonly ProblemList _problems = new();

    [Theory]
    [InlineData("")]
    [InlineData("~")]
    public void NoList_IsNone(string text)
    {
        Assert.Null(Read(text));
        Assert.Empty(_problems.ToList());
    }

    [Theory]
    [InlineData("100", "100")]
    [InlineData("599", "599")]
    [InlineData("100-599", "100-599")]
    [InlineData("\"429,500-599\"", "429,500-599")]
    [InlineData("\" 429 , 500 - 599 ,\"", "429,500-599")]
    [InlineData("503,500-502", "503,500-502")]
    [InlineData("\"500-500\"", "500")]
    public void List_IsReadAsItIsWritten(string text, string expected)
    {
        Assert.Equal(expected, Read(text)?.ToString());
        Assert.Empty(_problems.ToList());
    }

    [Theory]
    [InlineData("99")]
    [InlineData("600")]
    [InlineData("500-")]
    [InlineData("-500")]
    [InlineData("500--510")]
    [InlineData("+500")]
    [InlineData("0x1f4")]
    [InlineData("500.0")]
    [InlineData("99999999999")]
    [InlineData("500;501")]
    [InlineData("٥٠٠")]
    public void Nonsense_IsOneError(string text)
    {
        Read($"\"{text}\"");

        Assert.Contains($"\"{text}\" is no code", Assert.Single(_problems.ToList()).What, StringComparison.Ordinal);
    }

    [Fact]
    public void AnyList_ContainsWhatItsRangesContain_AndReadsBackAsWritten()
    {
        // The seed is fixed: a failure must come again.
        var random = new Random(7301);
        for (var round = 0; round < 500; round++)
        {
            var ranges = Enumerable.Range(0, random.Next(1, 6)).Select(_ =>
            {
                var from = random.Next(100, 600);
                return (From: from, To: random.Next(2) == 0 ? from : random.Next(from, 600));
            }).ToList();
            var text = string.Join(',', ranges.Select(range => random.Next(2) == 0 && range.From == range.To ? $"{range.From}" : $"{range.From}-{range.To}"));

            var codes = Read($"\"{text}\"");

            Assert.NotNull(codes);
            Assert.All(Enumerable.Range(0, 700), code => Assert.True(
                codes.Contains(code) == ranges.Exists(range => code >= range.From && code <= range.To), $"{code} in {text}"));
            Assert.Equal(codes, Read($"\"{codes}\""));
        }

        Assert.Empty(_problems.ToList());
    }

    private CodeSet? Read(string text)
    {
        var document = YamlFile.Parse(new SourceText("r.yaml", $"codes: {text}\n"), _problems)[0];
        return CodeListReader.Read(new YamlMap(Assert.IsType<YamlMapping>(document.Root), "", _problems, StringComparison.OrdinalIgnoreCase), "codes", 100, 599);
    }
}
