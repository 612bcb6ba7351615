using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using MeshRuntime.Abstractions.PubSub;

namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>A message as it lies in the store.</summary>
/// <param name="Published">Milliseconds since 1970.</param>
/// <param name="Expires">The same; null for never.</param>
/// <param name="Head">Metadata and media type, see <see cref="MessageHead"/>.</param>
/// <param name="Data">Its bytes.</param>
/// <param name="Checksum">Of head and data: SQLite does not notice a flipped bit in a value.</param>
internal sealed record StoredMessage(long Published, long? Expires, byte[] Head, byte[] Data, long Checksum)
{
    /// <summary>Roughly what the row takes in the file.</summary>
    public long Size => Data.Length + Head.Length + 64;

    public bool IsSound => Checksum == Sum(Head, Data);

    /// <summary>Copies the data: a publisher that gives up may use its buffer again before the commit.</summary>
    public static StoredMessage Of(PubSubMessage message, DateTimeOffset now)
    {
        var data = message.Data.ToArray();
        var head = MessageHead.Write(message);
        var published = now.ToUnixTimeMilliseconds();
        var expires = TimeToLive.Of(message.Metadata) is { } life ? published + (long)Math.Min(life.TotalMilliseconds, long.MaxValue / 4) : (long?)null;
        return new StoredMessage(published, expires, head, data, Sum(head, data));
    }

    public PubSubMessage ToMessage(string topic) => MessageHead.Read(Head, topic, Data);

    private static uint Sum(ReadOnlySpan<byte> head, ReadOnlySpan<byte> data) => Add(data, Add(head, uint.MaxValue));

    private static uint Add(ReadOnlySpan<byte> bytes, uint sum)
    {
        // Eight at a time: one instruction each where the processor has it.
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            sum = BitOperations.Crc32C(sum, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        }

        foreach (var rest in bytes[(bytes.Length / sizeof(ulong) * sizeof(ulong))..])
        {
            sum = BitOperations.Crc32C(sum, rest);
        }

        return sum;
    }
}
