using Microsoft.AspNetCore.WebUtilities;

namespace MeshRuntime.Api.Http;

/// <summary>Reads the metadata of a building block from the query: <c>?metadata.name=value</c>. The first of two values of a name counts (Dapr).</summary>
internal static class QueryMetadata
{
    private const string Prefix = "metadata.";

    public static Dictionary<string, string> Read(string query)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in new QueryStringEnumerable(query))
        {
            var name = pair.DecodeName();
            if (name.Span.StartsWith(Prefix, StringComparison.Ordinal))
            {
                metadata.TryAdd(name[Prefix.Length..].ToString(), pair.DecodeValue().ToString());
            }
        }

        return metadata;
    }
}
