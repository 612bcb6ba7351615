using System.Net;

namespace MeshRuntime.Api.Http;

/// <summary>Reads escapes in the paths of building blocks by the rules of forms, as Dapr does: a plus is a space.</summary>
internal static class EscapedText
{
    /// <summary>The text itself. What cannot be decoded stays as it is: ask <see cref="Problem"/> first.</summary>
    public static string Decode(ReadOnlySpan<char> text) => WebUtility.UrlDecode(text.ToString());

    /// <summary>Names the first escape that cannot be decoded; null when there is none.</summary>
    public static string? Problem(ReadOnlySpan<char> text)
    {
        for (var i = text.IndexOf('%'); i >= 0;)
        {
            var escape = text.Slice(i, Math.Min(3, text.Length - i));
            if (escape.Length < 3 || !char.IsAsciiHexDigit(escape[1]) || !char.IsAsciiHexDigit(escape[2]))
            {
                return $"invalid URL escape \"{escape}\"";
            }

            var next = text[(i + 3)..].IndexOf('%');
            i = next < 0 ? -1 : i + 3 + next;
        }

        return null;
    }
}
