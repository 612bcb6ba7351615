using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.Errors;

namespace MeshRuntime.DataPlane.Messaging.Queues;

/// <summary>The errors of looking into queues.</summary>
public static class QueueErrors
{
    /// <summary>The brokers that can tell, for those who have another one.</summary>
    public const string Inspectors = "pubsub.sqlite, pubsub.redis, pubsub.jetstream and pubsub.rabbitmq";

    /// <summary>The broker keeps nothing that could be looked at, or does not say.</summary>
    internal static MeshError Unsupported(string pubsub) =>
        new(MeshErrorCode.QueueUnsupported, $"the broker behind pubsub {pubsub} cannot tell what waits in it; {Inspectors} can");

    /// <summary>The topic is not for this app.</summary>
    internal static MeshError Forbidden(string pubsub, string topic, string appId) => new(
        MeshErrorCode.QueueForbidden,
        $"app {appId} may not look into topic {topic} of pubsub {pubsub}: the component's subscriptionScopes, protectedTopics and allowedTopics decide");

    /// <summary>No group was named, and there is not just one to choose.</summary>
    internal static MeshError WhichGroup(string pubsub, string topic, IReadOnlyList<string> groups) => groups.Count == 0
        ? new(MeshErrorCode.QueueNotFound, $"pubsub {pubsub} has no queue of topic {topic}: nobody has subscribed to it, or this app may not see it")
        : new(MeshErrorCode.BadRequest, $"topic {topic} of pubsub {pubsub} has several groups: say which one, of {string.Join(", ", groups)}");

    /// <summary>The broker refused, or did not answer.</summary>
    internal static MeshError Failed(string pubsub, ComponentException failure) => new(
        failure.Fault switch
        {
            ComponentFault.NotFound => MeshErrorCode.QueueNotFound,
            ComponentFault.Invalid => MeshErrorCode.BadRequest,
            _ => MeshErrorCode.QueueFailed,
        },
        $"pubsub {pubsub}: {failure.Message}");
}
