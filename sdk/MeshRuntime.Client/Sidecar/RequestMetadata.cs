using System.Text;

namespace MeshRuntime.Client;

/// <summary>Writes metadata for a component as Dapr's API has it: <c>metadata.name=value</c> in the query.</summary>
internal static class RequestMetadata
{
    /// <summary>The query with its question mark; empty when there is no metadata.</summary>
    public static string Query(IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is null or { Count: 0 })
        {
            return "";
        }

        var query = new StringBuilder();
        foreach (var (name, value) in metadata)
        {
            query.Append(query.Length == 0 ? '?' : '&').Append("metadata.").Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
        }

        return query.ToString();
    }
}
