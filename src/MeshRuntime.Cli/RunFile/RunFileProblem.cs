namespace MeshRuntime.Cli.RunFile;

/// <summary>Reports one thing in a run file that is wrong (an error) or looks wrong (a warning).</summary>
internal sealed record RunFileProblem(string File, long Line, bool IsError, string Text)
{
    public override string ToString() => $"{File}:{Line}: {(IsError ? "error" : "warning")}: {Text}";
}
