using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Components.Secrets.Environment;

/// <summary>The settings of <c>secretstores.local.env</c>.</summary>
/// <param name="Prefix">Stands before a secret's name in the environment; empty for none.</param>
internal sealed record EnvironmentSecretOptions(string Prefix)
{
    public static EnvironmentSecretOptions Read(ComponentContext context) => new(context.Metadata.Text("prefix", ""));
}
