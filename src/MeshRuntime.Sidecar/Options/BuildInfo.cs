using System.Reflection;

namespace MeshRuntime.Sidecar.Options;

/// <summary>Tells what was built, from the attribute the compiler wrote: <c>0.1.0+commit</c>.</summary>
internal static class BuildInfo
{
    private static readonly string[] Parts =
        (typeof(BuildInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0").Split('+', 2);

    /// <summary>The version, such as <c>0.1.0</c>.</summary>
    public static string Version => Parts[0];

    /// <summary>The commit; <c>unknown</c> when it was not built from a repository.</summary>
    public static string Commit => Parts.Length > 1 ? Parts[1] : "unknown";
}
