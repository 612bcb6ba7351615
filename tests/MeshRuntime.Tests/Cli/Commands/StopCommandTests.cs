using MeshRuntime.Cli.Commands;
using MeshRuntime.Cli.Sidecars;
using Xunit;

namespace MeshRuntime.Tests.Cli.Commands;

public sealed class StopCommandTests
{
    private static readonly SidecarRow[] Running = [new() { AppId = "orders" }, new() { AppId = "till" }];

    [Theory]
    [InlineData("ordres", "did you mean 'orders'?")]
    [InlineData("warehouse", "running are orders, till.")]
    public void UnknownApp_IsAnsweredWithWhatRuns(string appId, string answer) =>
        Assert.EndsWith(answer, StopCommand.Unknown(appId, Running));

    [Fact]
    public void UnknownAppWhenNothingRuns_SaysSo() => Assert.EndsWith("none runs at all.", StopCommand.Unknown("orders", []));
}
