using YamlDotNet.RepresentationModel;

namespace MeshRuntime.Cli.RunFile;

/// <summary>Collects the problems of one run file, so that all of them are reported at once.</summary>
internal sealed class ProblemList(string file)
{
    private readonly List<RunFileProblem> _problems = [];

    public string File => file;

    public bool HasErrors => _problems.Exists(problem => problem.IsError);

    /// <summary>The problems in the order of their lines.</summary>
    public IReadOnlyList<RunFileProblem> InOrder => [.. _problems.OrderBy(problem => problem.Line)];

    public void Error(YamlNode where, string text) => Error(where.Start.Line, text);

    public void Error(long line, string text) => _problems.Add(new(file, line, IsError: true, text));

    public void Warn(YamlNode where, string text) => _problems.Add(new(file, where.Start.Line, IsError: false, text));

    public string Place(YamlNode where) => $"{file}:{where.Start.Line}";
}
