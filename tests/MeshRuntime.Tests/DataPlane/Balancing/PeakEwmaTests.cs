using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.DataPlane.Balancing;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Balancing;

public sealed class PeakEwmaTests
{
    private readonly ManualClock _clock = new();
    private readonly PeakEwma _balancer = new(new Random(5));

    [Fact]
    public void NoEndpoint_NoPick() => Assert.Null(Pick());

    [Fact]
    public void QuickerEndpoint_IsPicked()
    {
        var (slow, quick) = (Answering(0.100), Answering(0.010));

        Assert.All(Enumerable.Range(0, 50), _ => Assert.Same(quick, Pick(slow, quick)));
    }

    [Fact]
    public void QuickerEndpoint_IsPicked_UntilItsQueueIsLonger()
    {
        var (slow, quick) = (Answering(0.100), Answering(0.010));
        for (var inFlight = 0; inFlight < 9; inFlight++)
        {
            Assert.Same(quick, Pick(slow, quick)); // 0.010 × 9 is less than 0.100
            quick.Begin();
        }

        quick.Begin();
        Assert.Same(slow, Pick(slow, quick));
    }

    [Fact]
    public void UnknownEndpoint_IsAskedOnce()
    {
        var (known, unknown) = (Answering(0.010), Weighing(100));
        Assert.Same(unknown, Pick(known, unknown));

        unknown.Begin();

        Assert.Same(known, Pick(known, unknown));
    }

    [Fact]
    public void Weight_DividesTheLoad()
    {
        var (light, heavy) = (Answering(0.010, 100), Answering(0.015, 200));

        Assert.Same(heavy, Pick(light, heavy));
    }

    private static EndpointState Weighing(int weight) => new(new Endpoint("10.0.0.1", 50002) { Weight = weight });

    private EndpointState Answering(double seconds, int weight = 100)
    {
        var endpoint = Weighing(weight);
        endpoint.Latency.Record(TimeSpan.FromSeconds(seconds), _clock);
        return endpoint;
    }

    private EndpointState? Pick(params EndpointState[] endpoints) =>
        _balancer.Pick(new Choice(new EndpointGroup(endpoints), TimeSpan.Zero, _clock));
}
