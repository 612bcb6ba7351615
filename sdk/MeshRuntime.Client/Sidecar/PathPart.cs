using System.Runtime.CompilerServices;

namespace MeshRuntime.Client;

/// <summary>Writes a name into the path of a request to the sidecar.</summary>
internal static class PathPart
{
    /// <exception cref="ArgumentException">The name is missing, or one that a path would lose.</exception>
    public static string Of(string name, [CallerArgumentExpression(nameof(name))] string? parameter = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        return name is "." or ".." ? throw new ArgumentException($"\"{name}\" cannot be a name: it would change the path", parameter) : Uri.EscapeDataString(name);
    }
}
