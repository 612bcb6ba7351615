using MeshRuntime.Sidecar.Options;

namespace MeshRuntime.Tests.Sidecar.Options;

/// <summary>Parses a command line as the process would.</summary>
internal static class Parsing
{
    public static readonly Dictionary<string, string> Home = new() { ["HOME"] = "/home/me" };

    public static SidecarOptions Run(params string[] args) => RunIn(Home, args);

    public static SidecarOptions RunIn(Dictionary<string, string> env, params string[] args)
    {
        var outcome = Parse(env, args);
        Assert.False(outcome is ParseOutcome.Refused, (outcome as ParseOutcome.Refused)?.Text);
        return Assert.IsType<ParseOutcome.Run>(outcome).Options;
    }

    public static IReadOnlyList<string> Problems(params string[] args) => Assert.IsType<ParseOutcome.Refused>(Parse(Home, args)).Problems;

    public static ParseOutcome Parse(Dictionary<string, string> env, params string[] args) =>
        SidecarOptionsParser.Parse(args, name => env.GetValueOrDefault(name));
}
