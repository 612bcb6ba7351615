using Status = MeshRuntime.Protocol.Protos.Runtime.TopicEventResponse.Types.TopicEventResponseStatus;

namespace MeshRuntime.DataPlane.Messaging.Delivery;

/// <summary>Reads what an app says with the enumeration of gRPC.</summary>
public static class TopicEventAnswer
{
    /// <summary>The verdict; a number that has no name is a wish to have it again (Dapr).</summary>
    public static EventAnswer Of(Status status) => status switch
    {
        Status.Success => EventAnswer.Success,
        Status.Drop => new EventAnswer(EventVerdict.Drop, "the app answered DROP"),
        _ => new EventAnswer(EventVerdict.Retry, $"the app answered {status}"),
    };
}
