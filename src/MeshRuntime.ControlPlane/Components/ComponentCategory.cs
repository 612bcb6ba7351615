namespace MeshRuntime.ControlPlane.Components;

/// <summary>Names the categories of component: the part of a type before its first dot, compared by case as Dapr does.</summary>
internal static class ComponentCategory
{
    public const string SecretStores = "secretstores";
    public const string PubSub = "pubsub";
    public const string NameResolution = "nameresolution";
    public const string Mtls = "mtls";

    /// <summary>Dapr's categories and our own two.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "bindings", PubSub, SecretStores, "state", "middleware", "configuration", "crypto", "lock", "conversation", NameResolution, Mtls,
    ];

    /// <summary>Our own: one of each runs, none is named by apps, and an unknown field is an error.</summary>
    public static bool IsPlatform(string category) => category is NameResolution or Mtls;

    public static string Of(string type) => type.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? type[..dot] : type;
}
