using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MeshRuntime.Cli.Messages;

/// <summary>Makes the data of each message: the same for all, or with its number where the text says <c>{n}</c>.</summary>
internal sealed class MessageTemplate
{
    private const string Number = "{n}";

    // What sets an event apart from other JSON (CloudEvents 1.0, required attributes).
    private static readonly string[] Required = ["id", "source", "specversion", "type"];

    private readonly byte[] _data;
    private readonly string? _text;

    /// <param name="data">As the user gave it; null for none.</param>
    /// <param name="isCounted">Whether there is a number to write: a message that is sent alone stays as it is.</param>
    public MessageTemplate(byte[]? data, bool isCounted)
    {
        _data = data ?? (isCounted ? Encoding.UTF8.GetBytes($"{{\"n\":{Number}}}") : []);
        var text = TextOf(_data);
        _text = isCounted && text?.Contains(Number, StringComparison.Ordinal) == true ? text : null;
        ContentType = text is null ? "application/octet-stream" : TypeOf(Of(1));
    }

    public string ContentType { get; }

    /// <summary>The data of the message with that number; the first is 1.</summary>
    public byte[] Of(long number) =>
        _text is null ? _data : Encoding.UTF8.GetBytes(_text.Replace(Number, number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));

    private static string? TextOf(byte[] data)
    {
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(data);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static string TypeOf(byte[] data)
    {
        try
        {
            using var json = JsonDocument.Parse(data);
            return json.RootElement.ValueKind == JsonValueKind.Object && Required.All(name => json.RootElement.TryGetProperty(name, out _))
                ? "application/cloudevents+json"
                : "application/json";
        }
        catch (JsonException)
        {
            return "text/plain";
        }
    }
}
