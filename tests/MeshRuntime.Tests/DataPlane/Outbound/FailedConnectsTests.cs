using System.Net;
using MeshRuntime.DataPlane.Outbound;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Outbound;

public sealed class FailedConnectsTests
{
    private static readonly DnsEndPoint Dead = new("10.0.0.7", 50002);
    private static readonly DnsEndPoint Other = new("10.0.0.8", 50002);

    private readonly ManualClock _clock = new();
    private readonly FailedConnects _failures;

    public FailedConnectsTests() => _failures = new FailedConnects(_clock);

    [Fact]
    public void EndpointThatDidNotFail_IsTried() => _failures.ThrowIfJustFailed(Dead);

    [Fact]
    public void CallsThatWaited_FailWithTheOneThatTried_AndSayWhy()
    {
        _failures.Remember(Dead, new IOException("no connection within 5 s"));

        _clock.Advance(TimeSpan.FromMilliseconds(99));
        Assert.Equal("no connection within 5 s", Assert.Throws<IOException>(() => _failures.ThrowIfJustFailed(new DnsEndPoint("10.0.0.7", 50002))).Message);
        _failures.ThrowIfJustFailed(Other);
    }

    [Fact]
    public void EndpointThatFailedBefore_IsTriedAgain()
    {
        _failures.Remember(Dead, new IOException("refused"));

        _clock.Advance(TimeSpan.FromMilliseconds(100));
        _failures.ThrowIfJustFailed(Dead);
    }
}
