using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;

namespace MeshRuntime.Tests.Kit;

/// <summary>A broker that takes many messages in one step.</summary>
internal sealed class FakeBulkBroker : FakeBroker, IBulkPublisher
{
    /// <summary>What it says of each message of a step.</summary>
    public Func<PubSubMessage, ComponentException?> Answer { get; set; } = static _ => null;

    public int Steps { get; private set; }

    public async ValueTask<IReadOnlyList<ComponentException?>> PublishAsync(IReadOnlyList<PubSubMessage> messages, CancellationToken cancellation)
    {
        Steps++;
        var answers = messages.Select(Answer).ToList();
        foreach (var (message, _) in messages.Zip(answers).Where(pair => pair.Second is null))
        {
            await PublishAsync(message, cancellation);
        }

        return answers;
    }
}
