using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Components.Secrets.File;

/// <summary>The settings of <c>secretstores.local.file</c>.</summary>
/// <param name="SecretsFile">As written: relative to the working directory, as in Dapr.</param>
/// <param name="NestedSeparator">Stands between the names of nested objects.</param>
/// <param name="MultiValued">True when an object at the top is one secret of several values.</param>
internal sealed record FileSecretOptions(string SecretsFile, string NestedSeparator, bool MultiValued)
{
    public static FileSecretOptions Read(ComponentContext context)
    {
        var metadata = context.Metadata;
        return new FileSecretOptions(
            metadata.RequiredText("secretsFile", "write the path of a JSON file, relative to the folder that the sidecar is started in"),
            metadata.Text("nestedSeparator", ":"),
            metadata.Flag("multiValued", false));
    }
}
