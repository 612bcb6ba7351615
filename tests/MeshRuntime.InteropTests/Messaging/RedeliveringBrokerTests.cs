namespace MeshRuntime.InteropTests.Messaging;

/// <summary>A broker that brings a failed message again.</summary>
public abstract class RedeliveringBrokerTests(BrokerFixture broker) : BrokerTests(broker)
{
    private readonly BrokerFixture _broker = broker;

    [Theory]
    [MemberData(nameof(TopicScenarios.OfRedelivery), MemberType = typeof(TopicScenarios))]
    public async Task FailedMessage_ComesAgain(string name) => (await _broker.SdkAsync()).AssertPassed(name);
}
