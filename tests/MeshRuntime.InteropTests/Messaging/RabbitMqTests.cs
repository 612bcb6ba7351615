namespace MeshRuntime.InteropTests.Messaging;

public sealed class RabbitMqTests(RabbitMqFixture broker) : RedeliveringBrokerTests(broker), IClassFixture<RabbitMqFixture>;
