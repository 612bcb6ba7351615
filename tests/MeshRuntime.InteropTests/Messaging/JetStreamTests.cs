namespace MeshRuntime.InteropTests.Messaging;

public sealed class JetStreamTests(JetStreamFixture broker) : RedeliveringBrokerTests(broker), IClassFixture<JetStreamFixture>
{
    [Theory]
    [MemberData(nameof(TopicScenarios.OfPlainNats), MemberType = typeof(TopicScenarios))]
    public async Task PlainClient_SharesTheStream(string name) => (await Bus.SdkAsync()).AssertPassed(name);
}
