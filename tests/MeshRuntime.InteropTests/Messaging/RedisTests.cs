namespace MeshRuntime.InteropTests.Messaging;

public sealed class RedisTests(RedisFixture broker) : RedeliveringBrokerTests(broker), IClassFixture<RedisFixture>
{
    [Theory]
    [MemberData(nameof(TopicScenarios.OfRedisCli), MemberType = typeof(TopicScenarios))]
    public async Task RedisCli_SharesTheStreams(string name) => (await Bus.SdkAsync()).AssertPassed(name);
}
