namespace MeshRuntime.InteropTests.Messaging;

public sealed class NatsTests(NatsFixture broker) : BrokerTests(broker), IClassFixture<NatsFixture>;
