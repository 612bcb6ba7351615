using System.Text;
using System.Text.Json;
using MeshRuntime.Cli.Commands;

namespace MeshRuntime.Cli.Processes;

/// <summary>
/// Picks out of a sidecar's log what a person at the terminal waits for: what became of an edit of the files, and what is wrong with them. All of it comes
/// from one class of the sidecar, whose name every line carries.
/// </summary>
internal static class SidecarNews
{
    private const string Scope = "mesh.controlplane.meshcontrolplane";
    private const string Message = " msg=\"";

    /// <summary>The text of such a line; null for any other.</summary>
    public static string? Of(string line) =>
        !line.Contains(Scope, StringComparison.Ordinal) ? null
        : line.StartsWith('{') ? OfJson(line)
        : OfText(line);

    // A message is quoted unless it is one word, and none of these is. Whatever it quotes, the scope is looked for behind its end.
    private static string? OfText(string line)
    {
        var begin = line.IndexOf(Message, StringComparison.Ordinal);
        if (begin < 0)
            return null;

        var text = new StringBuilder();
        for (var i = begin + Message.Length; i < line.Length; i++)
        {
            if (line[i] == '"')
                return line.AsSpan(i).Contains($" scope={Scope} ", StringComparison.Ordinal) ? text.ToString() : null;

            // Other escapes stay as they are written: they stand for what a terminal should not get.
            if (line[i] == '\\' && i + 1 < line.Length && line[i + 1] is '"' or '\\')
                i++;
            text.Append(line[i]);
        }

        return null;
    }

    private static string? OfJson(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.TryGetProperty("scope", out var scope) && scope.ValueEquals(Scope) && json.RootElement.TryGetProperty("msg", out var text)
                ? PlainText.Of(text.ToString())
                : null;
        }
        catch (JsonException)
        {
            // Cut at the longest line, or not the sidecar's.
            return null;
        }
    }
}
