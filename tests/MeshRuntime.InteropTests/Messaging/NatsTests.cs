namespace MeshRuntime.InteropTests.Messaging;

public sealed class NatsTests(NatsFixture broker) : BrokerTests(broker), IClassFixture<NatsFixture>
{
    [Theory]
    [MemberData(nameof(TopicScenarios.OfPlainNats), MemberType = typeof(TopicScenarios))]
    public async Task PlainClient_SharesTheSubject(string name) => (await Bus.SdkAsync()).AssertPassed(name);
}
