using MeshRuntime.ControlPlane.Yaml;

namespace MeshRuntime.ControlPlane.Validation;

/// <summary>Collects every problem of one load, so that one start reports them all.</summary>
internal sealed class ProblemList
{
    /// <summary>A person mends a screenful at a time; a hostile file must not fill the log.</summary>
    public const int MaxProblems = 200;

    private readonly List<ConfigProblem> _problems = [];
    private int _left;

    public bool HasErrors { get; private set; }

    public void Error(Place place, string path, string what, string cure) => Add(ProblemSeverity.Error, place, path, what, cure);

    public void Warning(Place place, string path, string what, string cure) => Add(ProblemSeverity.Warning, place, path, what, cure);

    public void Add(ProblemSeverity severity, Place place, string path, string what, string cure) =>
        Add(new ConfigProblem(severity, place.File, place.Line, path, what, cure));

    public void Add(ConfigProblem problem)
    {
        HasErrors |= problem.Severity == ProblemSeverity.Error;
        if (_problems.Count < MaxProblems)
        {
            _problems.Add(problem);
        }
        else
        {
            _left++;
        }
    }

    public IReadOnlyList<ConfigProblem> ToList()
    {
        if (_left == 0)
        {
            return [.. _problems];
        }

        var severity = HasErrors ? ProblemSeverity.Error : ProblemSeverity.Warning;
        return [.. _problems, new(severity, "", 0, "", $"{_left} more problems are not shown", "mend these first")];
    }
}
