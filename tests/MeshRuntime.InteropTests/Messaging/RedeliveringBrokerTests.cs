namespace MeshRuntime.InteropTests.Messaging;

/// <summary>A broker that brings a failed message again.</summary>
public abstract class RedeliveringBrokerTests(BrokerFixture broker) : BrokerTests(broker)
{
    [Theory]
    [MemberData(nameof(TopicScenarios.OfRedelivery), MemberType = typeof(TopicScenarios))]
    public async Task FailedMessage_ComesAgain(string name) => (await Bus.SdkAsync()).AssertPassed(name);

    [Theory]
    [MemberData(nameof(TopicScenarios.OfStreamRedelivery), MemberType = typeof(TopicScenarios))]
    public async Task FailedEventOfNodesStream_ComesAgain(string name) => (await Bus.StreamsAsync(Language.Node)).AssertPassed(name);

    [Theory]
    [MemberData(nameof(TopicScenarios.OfStreamRedelivery), MemberType = typeof(TopicScenarios))]
    public async Task FailedEventOfPythonsStream_ComesAgain(string name) => (await Bus.StreamsAsync(Language.Python)).AssertPassed(name);
}
