using System.Text;
using System.Text.Json;

namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>A response as it stood on the wire.</summary>
/// <param name="StatusLine">Without its line end.</param>
/// <param name="Headers">In order, names as spelled.</param>
/// <param name="Body">The body, without chunk framing.</param>
/// <param name="IsComplete">False when the connection ended before the framing said so.</param>
internal sealed record RawResponse(string StatusLine, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body, bool IsComplete)
{
    public int Status { get; } = int.Parse(StatusLine.Split(' ')[1]);

    public string Text => Encoding.UTF8.GetString(Body);

    public string ErrorCode => Json("errorCode");

    public string Message => Json("message");

    public IReadOnlyList<string> All(string name) =>
        [.. Headers.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value)];

    public string? Header(string name) => All(name) is [var first, ..] ? first : null;

    private string Json(string name)
    {
        using var body = JsonDocument.Parse(Body);
        return body.RootElement.GetProperty(name).GetString()!;
    }
}
