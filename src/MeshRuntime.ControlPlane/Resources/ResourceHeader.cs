using MeshRuntime.ControlPlane.Validation;
using MeshRuntime.ControlPlane.Yaml;

namespace MeshRuntime.ControlPlane.Resources;

/// <summary>What every resource begins with: <c>apiVersion</c>, <c>kind</c> and <c>metadata</c>.</summary>
internal sealed record ResourceHeader(string ApiVersion, string Kind, string Name, string? Namespace)
{
    /// <summary>Fields that Kubernetes adds to metadata; they mean nothing to a sidecar.</summary>
    private static readonly string[] KubernetesFields =
    [
        "labels", "annotations", "creationTimestamp", "generateName", "generation", "resourceVersion", "uid", "selfLink", "managedFields",
        "ownerReferences", "finalizers", "deletionTimestamp", "deletionGracePeriodSeconds",
    ];

    public static (string ApiVersion, string Kind) ReadKind(YamlMap root) => (root.Text("apiVersion") ?? "", root.Text("kind") ?? "");

    /// <summary>Reads the metadata too; null when the name is missing or cannot stand in a URL.</summary>
    public static ResourceHeader? Read(YamlMap root)
    {
        var (apiVersion, kind) = ReadKind(root);
        if (root.Map("metadata") is not { } metadata)
        {
            root.Error("metadata", "is missing", "write metadata with a name below it");
            return null;
        }

        var name = metadata.RequiredText("name", "write the name by which apps use it");
        var space = metadata.Text("namespace");
        metadata.Known(KubernetesFields);
        metadata.CheckUnread(ProblemSeverity.Warning, "namespace");
        if (name is null)
        {
            return null;
        }

        if (name is "." or ".." || name.AsSpan().ContainsAny('/', '%') || name.Any(char.IsControl))
        {
            metadata.Error("name", $"\"{name}\" cannot stand in a path", "use letters, digits, - and .");
            return null;
        }

        return new ResourceHeader(apiVersion, kind, name, string.IsNullOrEmpty(space) ? null : space);
    }
}
