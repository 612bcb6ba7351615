using System.Text;
using MeshRuntime.ControlPlane.Validation;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace MeshRuntime.ControlPlane.Yaml;

/// <summary>Reads a YAML file into documents with line numbers. What is broken becomes a problem; the documents after it are still read.</summary>
internal static class YamlFile
{
    /// <summary>No resource comes near; a file of this size parses in about 100 ms.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Each costs a new pass over the rest of the file.</summary>
    private const int MaxBrokenDocuments = 20;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="path">The file, as problems shall name it.</param>
    /// <param name="environment">Expands variables in the text first; null leaves the text alone.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static IReadOnlyList<YamlDocument> Read(string path, Func<string, string?>? environment, ProblemList problems)
    {
        if (ReadText(path, problems) is not { } text)
        {
            return [];
        }

        var source = new SourceText(path, text);
        if (environment is not null)
        {
            source = VariableExpansion.Expand(source, environment, problems);
        }

        return Parse(source, problems);
    }

    public static IReadOnlyList<YamlDocument> Parse(SourceText source, ProblemList problems)
    {
        var documents = new List<YamlDocument>();
        var (start, offset) = (0, 0);
        for (var broken = 0; broken < MaxBrokenDocuments && start >= 0; broken++)
        {
            var failedLine = ParseFrom(source, start, offset, documents, problems);
            (start, offset) = failedLine == 0 ? (-1, 0) : NextDocument(source.Text, start, offset, failedLine);
        }

        return documents;
    }

    /// <summary>Returns 0, or the line of the text at which the parser gave up.</summary>
    private static int ParseFrom(SourceText source, int start, int offset, List<YamlDocument> documents, ProblemList problems)
    {
        using var reader = new StringReader(source.Text[start..]);
        var parser = new Parser(reader);
        try
        {
            parser.Consume<StreamStart>();
            while (!parser.TryConsume<StreamEnd>(out _))
            {
                var root = new YamlTreeBuilder(parser, source, offset).ReadDocument();
                if (root is not YamlScalar { IsNull: true })
                {
                    documents.Add(new YamlDocument(root));
                }
            }

            return 0;
        }
        catch (YamlException e)
        {
            return Report((int)e.Start.Line, e.Message);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or ArithmeticException)
        {
            // YamlDotNet 16.3 answers some broken texts ("[1, 2" and then "b: 3") by an exception of its inside, without a place: what it read
            // last is the nearest there is.
            return Report((int)(parser.Current?.End.Line ?? 1), "it cannot be parsed from here on");
        }

        int Report(int parserLine, string what)
        {
            var line = Math.Max(1, parserLine + offset);
            problems.Error(
                source.PlaceOf(line), "", $"the YAML is broken: {what}", "mend this document; nothing is loaded until every file can be read");
            return line;
        }
    }

    /// <summary>The first document marker after what failed, as an index into the text and the number of lines before it.</summary>
    private static (int Start, int Offset) NextDocument(string text, int start, int offset, int failedLine)
    {
        var (index, line) = (start, offset + 1);
        while (index >= 0 && index < text.Length)
        {
            // A bracket that is never closed fails at the marker of the next document.
            if (line >= failedLine && index > start && text.AsSpan(index).StartsWith("---"))
            {
                return (index, line - 1);
            }

            index = text.IndexOf('\n', index) is >= 0 and var end ? end + 1 : -1;
            line++;
        }

        return (-1, 0);
    }

    private static string? ReadText(string path, ProblemList problems)
    {
        var place = new Place(path, 0);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var buffer = new byte[(int)Math.Min(file.Length, MaxBytes) + 1];
            var read = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            var bytes = buffer.AsSpan(0, read);
            if (read > MaxBytes || file.Length > MaxBytes)
            {
                problems.Error(place, "", $"the file is larger than {MaxBytes / 1024} KiB", "split it; a resource file is a few kilobytes");
                return null;
            }

            var zero = bytes.IndexOf((byte)0);
            if (zero >= 0)
            {
                var at = place with { Line = 1 + bytes[..zero].Count((byte)'\n') };
                problems.Error(at, "", "the file contains a NUL byte", "save it as UTF-8 text");
                return null;
            }

            return Utf8.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes);
        }
        catch (DecoderFallbackException)
        {
            problems.Error(place, "", "the file is not UTF-8", "save it as UTF-8 text");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Error(place, "", $"the file cannot be read: {e.Message}", "check that it exists and that this user may read it");
        }

        return null;
    }
}
