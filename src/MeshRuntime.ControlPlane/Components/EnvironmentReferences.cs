namespace MeshRuntime.ControlPlane.Components;

/// <summary>Decides which environment variables a component may be given by <c>envRef</c>.</summary>
internal sealed class EnvironmentReferences(Func<string, string?> environment)
{
    private readonly string[]? _listed = environment("DAPR_ENV_KEYS") is { Length: > 0 } keys
        ? keys.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        : null;

    /// <summary>Why the variable is not given away; null when it may be.</summary>
    public string? Refusal(string variable)
    {
        if (variable.Contains(' ', StringComparison.Ordinal))
        {
            return "is no name of a variable";
        }

        if (variable == "APP_API_TOKEN" || variable.StartsWith("DAPR_", StringComparison.Ordinal))
        {
            return "belongs to the sidecar and is never given to a component";
        }

        return _listed is not null && !_listed.Contains(variable, StringComparer.Ordinal) ? "is not listed in DAPR_ENV_KEYS" : null;
    }

    public string? Value(string variable) => environment(variable);
}
