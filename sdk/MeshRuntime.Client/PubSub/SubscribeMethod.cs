using System.Buffers;
using Grpc.Core;

namespace MeshRuntime.Client;

/// <summary>The one gRPC method of the sidecar that this library calls: <c>SubscribeTopicEventsAlpha1</c>, and what is said on its stream.</summary>
internal static class SubscribeMethod
{
    private static readonly Marshaller<byte[]> AsBytes = Marshallers.Create(
        static (bytes, context) => context.Complete(bytes),
        static context => context.PayloadAsReadOnlySequence().ToArray());

    /// <summary>Its messages are read and written by <see cref="ProtoReader"/> and <see cref="ProtoWriter"/>.</summary>
    public static readonly Method<byte[], byte[]> Definition =
        new(MethodType.DuplexStreaming, "dapr.proto.runtime.v1.Dapr", "SubscribeTopicEventsAlpha1", AsBytes, AsBytes);

    /// <summary>The first message: what is subscribed to.</summary>
    public static byte[] Initial(string pubsub, string topic, SubscribeOptions options)
    {
        var asked = new ProtoWriter();
        asked.String(1, pubsub);
        asked.String(2, topic);
        foreach (var (name, value) in options.Metadata ?? new Dictionary<string, string>())
        {
            asked.Message(3, Entry(name, value));
        }

        if (options.IsRaw)
        {
            asked.Message(3, Entry("rawPayload", "true"));
        }

        if (options.DeadLetterTopic is { } deadLetters)
        {
            asked.String(4, deadLetters);
        }

        return Wrap(1, asked);
    }

    /// <summary>The answer to an event.</summary>
    public static byte[] Processed(string id, EventOutcome outcome)
    {
        var status = new ProtoWriter();
        status.Enum(1, outcome switch { EventOutcome.Success => 0, EventOutcome.Drop => 2, _ => 1 });
        var processed = new ProtoWriter();
        processed.String(1, id);
        processed.Message(2, status.ToArray());
        return Wrap(2, processed);
    }

    private static byte[] Entry(string name, string value)
    {
        var entry = new ProtoWriter();
        entry.String(1, name);
        entry.String(2, value);
        return entry.ToArray();
    }

    private static byte[] Wrap(int field, ProtoWriter message)
    {
        var wrapped = new ProtoWriter();
        wrapped.Message(field, message.ToArray());
        return wrapped.ToArray();
    }
}
