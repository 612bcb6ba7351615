namespace MeshRuntime.InteropTests.Messaging;

public sealed class InMemoryTests(InMemoryFixture broker) : BrokerTests(broker), IClassFixture<InMemoryFixture>;
