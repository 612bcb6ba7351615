using System.Text.Json;
using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Components.PubSub.JetStream;

/// <summary>Reads a stream's answer to a message: that it has it, or why not.</summary>
internal static class PublishAnswer
{
    /// <exception cref="ComponentException">The stream does not have it for certain.</exception>
    public static void Check(string topic, ReadOnlyMemory<byte> answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            if (JetStreamError.Read(document.RootElement) is { } error)
            {
                throw error.ToException($"the message for {topic} was not stored");
            }

            if (JetStreamJson.Text(document.RootElement, "stream") is { Length: > 0 } && JetStreamJson.Number(document.RootElement, "seq") > 0)
            {
                return;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Said below.
        }

        throw new ComponentException(
            ComponentFault.Unavailable, $"what answered to {topic} is not a JetStream stream: another subscriber of that subject sends replies. Whether the message is stored is unknown.");
    }
}
