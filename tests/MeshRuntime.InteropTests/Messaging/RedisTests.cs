namespace MeshRuntime.InteropTests.Messaging;

public sealed class RedisTests(RedisFixture broker) : RedeliveringBrokerTests(broker), IClassFixture<RedisFixture>;
