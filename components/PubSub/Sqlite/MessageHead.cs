using System.Text;
using MeshRuntime.Abstractions.PubSub;

namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>Writes and reads what a message carries beside its data: the media type, then names and values, each with its length before it.</summary>
internal static class MessageHead
{
    /// <returns>Empty when there is neither; null and empty metadata are told apart.</returns>
    public static byte[] Write(PubSubMessage message)
    {
        if (message is { Metadata: null, ContentType: null })
        {
            return [];
        }

        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8))
        {
            writer.Write(message.ContentType is not null);
            writer.Write(message.ContentType ?? "");
            writer.Write(message.Metadata?.Count ?? -1);
            foreach (var (name, value) in message.Metadata ?? new Dictionary<string, string>())
            {
                writer.Write(name);
                writer.Write(value);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>The head must be sound (<see cref="StoredMessage.IsSound"/>).</summary>
    public static PubSubMessage Read(byte[] head, string topic, byte[] data)
    {
        var message = new PubSubMessage(topic, data);
        if (head.Length == 0)
        {
            return message;
        }

        using var reader = new BinaryReader(new MemoryStream(head), Encoding.UTF8);
        var hasType = reader.ReadBoolean();
        var type = reader.ReadString();
        var count = reader.ReadInt32();
        Dictionary<string, string>? metadata = count < 0 ? null : [];
        for (var i = 0; i < count; i++)
        {
            metadata?.Add(reader.ReadString(), reader.ReadString());
        }

        return message with { ContentType = hasType ? type : null, Metadata = metadata };
    }
}
