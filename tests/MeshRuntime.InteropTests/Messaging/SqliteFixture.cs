namespace MeshRuntime.InteropTests.Messaging;

/// <summary>A file that the sidecars share.</summary>
public sealed class SqliteFixture : BrokerFixture
{
    private protected override string Kind => "sqlite";

    private protected override IEnumerable<(string Name, string Value)> Metadata => [("redeliverInterval", "50ms")];
}
