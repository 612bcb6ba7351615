using Google.Protobuf;
using Grpc.Core;
using MeshRuntime.Protocol.Protos.Runtime;

namespace MeshRuntime.Client;

/// <summary>The one gRPC method of the sidecar that this library calls.</summary>
internal static class SubscribeMethod
{
    public static readonly Method<SubscribeTopicEventsRequestAlpha1, SubscribeTopicEventsResponseAlpha1> Definition = new(
        MethodType.DuplexStreaming,
        "dapr.proto.runtime.v1.Dapr",
        "SubscribeTopicEventsAlpha1",
        MarshallerOf(SubscribeTopicEventsRequestAlpha1.Parser),
        MarshallerOf(SubscribeTopicEventsResponseAlpha1.Parser));

    private static Marshaller<T> MarshallerOf<T>(MessageParser<T> parser)
        where T : class, IMessage<T>, IBufferMessage => Marshallers.Create(
            static (message, context) =>
            {
                context.SetPayloadLength(message.CalculateSize());
                message.WriteTo(context.GetBufferWriter());
                context.Complete();
            },
            context => parser.ParseFrom(context.PayloadAsReadOnlySequence()));
}
