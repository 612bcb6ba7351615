namespace MeshRuntime.InteropTests.Messaging;

/// <summary>A broker that brings a failed message again.</summary>
public abstract class RedeliveringBrokerTests(BrokerFixture broker) : BrokerTests(broker)
{
    private readonly BrokerFixture _broker = broker;

    [Theory]
    [MemberData(nameof(TopicScenarios.OfRedelivery), MemberType = typeof(TopicScenarios))]
    public async Task FailedMessage_ComesAgain(string name) => (await _broker.SdkAsync()).AssertPassed(name);

    [Theory]
    [MemberData(nameof(TopicScenarios.OfStreamRedelivery), MemberType = typeof(TopicScenarios))]
    public async Task FailedEventOfNodesStream_ComesAgain(string name) => (await _broker.StreamsAsync(Language.Node)).AssertPassed(name);

    [Theory]
    [MemberData(nameof(TopicScenarios.OfStreamRedelivery), MemberType = typeof(TopicScenarios))]
    public async Task FailedEventOfPythonsStream_ComesAgain(string name) => (await _broker.StreamsAsync(Language.Python)).AssertPassed(name);
}
