using System.Buffers;
using MeshRuntime.Abstractions.NameResolution;

namespace MeshRuntime.Api.Http;

/// <summary>Reads whom a caller means: <c>orders</c> or <c>orders.prod</c>.</summary>
internal static class InvokeTarget
{
    // None of these can stand in an app id, and each is a way to make one reader see a path where another sees a name.
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("/\\?#%@:;,<>\"' \t");

    /// <summary>Splits a target into app id and namespace.</summary>
    /// <param name="text">The target, decoded.</param>
    /// <param name="ownNamespace">The namespace when the text names none.</param>
    /// <param name="name">The result.</param>
    /// <returns>Why the text names nobody; null when it does.</returns>
    public static string? TryParse(string text, string ownNamespace, out ServiceName name)
    {
        name = default;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (text.Length == 0 || text.AsSpan().ContainsAny(Forbidden) || text.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return $"invalid app id \"{text}\": write app-id or app-id.namespace";
        }

        if (dot < 0)
        {
            name = new ServiceName(text, ownNamespace);
            return null;
        }

        if (dot == 0 || dot == text.Length - 1 || text.IndexOf('.', dot + 1) >= 0)
        {
            return $"invalid app id \"{text}\": write app-id or app-id.namespace";
        }

        name = new ServiceName(text[..dot], text[(dot + 1)..]);
        return null;
    }

    /// <summary>True for a target that is an address instead of a name.</summary>
    public static bool IsUrl(string text) =>
        text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
}
