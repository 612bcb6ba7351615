namespace MeshRuntime.ControlPlane.Components;

/// <summary>Fills in <c>{uuid}</c>, <c>{podName}</c>, <c>{namespace}</c> and <c>{appID}</c> in a metadata value.</summary>
internal static class MetadataTemplates
{
    private const string Uuid = "{uuid}";
    private const string PodName = "{podName}";

    /// <summary>Null when the value asks for a pod name and there is none.</summary>
    public static string? Fill(string value, ControlPlaneOptions options)
    {
        if (!value.Contains('{', StringComparison.Ordinal))
        {
            return value;
        }

        // Each occurrence is another one (Dapr).
        while (value.IndexOf(Uuid, StringComparison.Ordinal) is >= 0 and var at)
        {
            value = string.Concat(value.AsSpan(0, at), Guid.NewGuid().ToString(), value.AsSpan(at + Uuid.Length));
        }

        if (value.Contains(PodName, StringComparison.Ordinal))
        {
            if (options.Environment("POD_NAME") is not { Length: > 0 } pod)
            {
                return null;
            }

            value = value.Replace(PodName, pod, StringComparison.Ordinal);
        }

        return value
            .Replace("{namespace}", $"{options.Namespace}.{options.AppId}", StringComparison.Ordinal)
            .Replace("{appID}", options.AppId, StringComparison.Ordinal);
    }
}
