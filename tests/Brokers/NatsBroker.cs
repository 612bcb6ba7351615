using System.Diagnostics;

namespace MeshRuntime.TestBrokers;

/// <summary>A nats-server with JetStream.</summary>
/// <param name="arguments">More of its arguments, such as <c>--auth</c> and a token.</param>
internal sealed class NatsBroker(params string[] arguments) : Broker
{
    protected override ProcessStartInfo Command() => new("nats-server",
    [
        "--addr", "127.0.0.1", "--port", $"{Port}", "--jetstream", "--store_dir", Folder, .. arguments,
    ]);
}
