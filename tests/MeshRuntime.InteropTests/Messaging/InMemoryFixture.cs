namespace MeshRuntime.InteropTests.Messaging;

/// <summary>A broker inside each sidecar.</summary>
public sealed class InMemoryFixture : BrokerFixture
{
    private protected override bool Redelivers => false;

    private protected override string Kind => "in-memory";

    private protected override bool IsShared => false;
}
