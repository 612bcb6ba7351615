namespace MeshRuntime.InteropTests.Messaging;

public sealed class JetStreamTests(JetStreamFixture broker) : RedeliveringBrokerTests(broker), IClassFixture<JetStreamFixture>;
