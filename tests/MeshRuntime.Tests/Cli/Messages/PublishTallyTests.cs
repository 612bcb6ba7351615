using MeshRuntime.Cli.Messages;
using MeshRuntime.Cli.Sidecars;

namespace MeshRuntime.Tests.Cli.Messages;

public sealed class PublishTallyTests
{
    [Fact]
    public void Failures_AreCountedByReason_TheMostFrequentFirst()
    {
        var tally = new PublishTally("orders");
        foreach (var reason in new[] { "refused", "reset", "reset" })
            tally.Add(SidecarReply.NoAnswer(reason));

        Assert.Equal(
            [("the sidecar of orders does not answer: reset", 2), ("the sidecar of orders does not answer: refused", 1)], tally.Reasons);
    }

    [Fact]
    public void ReasonsBeyondTheFirst_AreCountedTogether()
    {
        var tally = new PublishTally("orders");
        for (var i = 0; i < 100; i++)
            tally.Add(SidecarReply.NoAnswer($"{i}"));

        Assert.Equal(6, tally.Reasons.Count);
        Assert.Equal(("other reasons", 95), tally.Reasons[0]);
        Assert.Equal(100, tally.Failed);
    }
}
