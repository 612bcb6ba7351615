namespace MeshRuntime.InteropTests.Messaging;

public sealed class SqliteTests(SqliteFixture broker) : RedeliveringBrokerTests(broker), IClassFixture<SqliteFixture>;
