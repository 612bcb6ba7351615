using System.Diagnostics;

namespace MeshRuntime.TestBrokers;

/// <summary>A redis-server that writes each command to disk before it answers, so that a kill loses nothing that it acknowledged.</summary>
/// <param name="arguments">More of its arguments, such as <c>--requirepass</c>.</param>
internal sealed class RedisBroker(params string[] arguments) : Broker
{
    protected override ProcessStartInfo Command() => new("redis-server",
    [
        "--port", $"{Port}", "--bind", "127.0.0.1", "--dir", Folder, "--save", "", "--appendonly", "yes", "--appendfsync", "always", .. arguments,
    ]);
}
