using MeshRuntime.Abstractions.Components;
using MeshRuntime.DataPlane.Messaging.Subscriptions;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Tests.ControlPlane.Kit;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Messaging.Subscriptions;

public sealed class SubscriptionPumpTests : IDisposable
{
    private readonly LogLines _logs = new();
    private readonly FakeBroker _broker = new();
    private readonly Messages _messages;
    private readonly SubscriptionPump _pump;

    public SubscriptionPumpTests()
    {
        _messages = new Messages(logs: _logs);
        _pump = new SubscriptionPump(Brokers.Orders(), new PubSubPlan("pubsub", _broker), new FakeReceiver(), _messages.Publisher, _messages.Parts);
    }

    public void Dispose() => _pump.Dispose();

    [Fact]
    public async Task BrokerAwayForADay_IsAskedEveryFourSeconds_AndToldOfOnceAMinute()
    {
        var attempts = 0;
        _broker.OnSubscribe = (_, _) =>
        {
            attempts++;
            throw new ComponentException(ComponentFault.Unavailable, "it is away");
        };
        _pump.Start();

        for (var until = _messages.Clock.GetUtcNow() + TimeSpan.FromHours(24); _messages.Clock.GetUtcNow() < until;)
        {
            await Eventually.TrueAsync(() => _messages.Clock.Waiting == 1);
            _messages.Clock.Advance(_messages.Clock.Next!.Value);
        }

        await Eventually.TrueAsync(() => _messages.Clock.Waiting == 1);
        Assert.InRange(attempts, 24 * 60 * 15, (24 * 60 * 15) + 5);
        Assert.InRange(_logs.Count("it is away"), 24 * 59, (24 * 60) + 1);

        _broker.OnSubscribe = (_, _) => Task.CompletedTask;
        _messages.Clock.Advance(TimeSpan.FromSeconds(4));
        await _pump.Subscribed;
        await _pump.StopAsync(CancellationToken.None);
    }
}
