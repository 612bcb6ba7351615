using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Snapshots;

public sealed class SubscriptionPlanTests
{
    private static SubscriptionPlan Plan => Brokers.Orders(("event.a == 1", "/a"), ("", "/rest")) with
    {
        Metadata = new Dictionary<string, string> { ["x"] = "1", ["y"] = "2" },
        DeadLetterTopic = "dead",
        Bulk = BulkSubscribePlan.Of(5, 50),
    };

    [Fact]
    public void TwoReadingsOfOneText_AreEqual()
    {
        var other = Plan with { Metadata = new Dictionary<string, string> { ["y"] = "2", ["x"] = "1" } };

        Assert.Equal(Plan, other);
        Assert.Equal(Plan.GetHashCode(), other.GetHashCode());
    }

    [Fact]
    public void OneDifference_MakesAnother() => Assert.All(
        (SubscriptionPlan[])[
            Plan with { PubSub = "other" },
            Plan with { Topic = "other" },
            Plan with { Origin = SubscriptionOrigin.Streaming },
            Plan with { DeadLetterTopic = "" },
            Plan with { Bulk = null },
            Plan with { Bulk = BulkSubscribePlan.Of(5, 51) },
            Plan with { Rules = [Plan.Rules[1], Plan.Rules[0]] },
            Plan with { Rules = [Plan.Rules[0]] },
            Plan with { Metadata = new Dictionary<string, string> { ["x"] = "1" } },
            Plan with { Metadata = new Dictionary<string, string> { ["x"] = "1", ["y"] = "3" } },
            Plan with { Metadata = new Dictionary<string, string> { ["x"] = "1", ["z"] = "2" } },
        ],
        other => Assert.NotEqual(Plan, other));

    [Theory]
    [InlineData(0, 0, 100, 1000)]
    [InlineData(-1, -1, 100, 1000)]
    [InlineData(1, 1, 1, 1)]
    public void BulkLimitsOfZeroAndLess_AreTheDefaults(int messages, int milliseconds, int wantedMessages, int wantedMilliseconds) =>
        Assert.Equal(new BulkSubscribePlan(wantedMessages, TimeSpan.FromMilliseconds(wantedMilliseconds)), BulkSubscribePlan.Of(messages, milliseconds));
}
