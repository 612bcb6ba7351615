using MeshRuntime.DataPlane.Security;
using Xunit;

namespace MeshRuntime.Tests.DataPlane.Security;

public sealed class RefusalLogTests
{
    private static readonly PeerRefusal Refusal = new(PeerRefusalReason.NoCertificate, "it showed none");

    private readonly ManualClock _clock = new(LeafSpec.From);
    private readonly LogLines<PeerTls> _lines = new();

    [Fact]
    public void Flood_IsCutAndCounted()
    {
        var log = new RefusalLog(_clock, _lines);
        for (var i = 0; i < RefusalLog.MaxPerSecond + 5; i++)
        {
            log.CallerRefused("10.0.0.7:1", "no certificate", Refusal);
        }

        Assert.Equal(RefusalLog.MaxPerSecond, _lines.All.Length);

        _clock.Advance(TimeSpan.FromSeconds(1));
        log.CallerRefused("10.0.0.7:1", "no certificate", Refusal);

        Assert.Equal((1102, "5 more connections were refused and not logged"), _lines.All[^2]);
        Assert.Equal((1100, "Refused a connection from 10.0.0.7:1 (no certificate), NoCertificate: it showed none"), _lines.All[^1]);
    }

    [Fact]
    public void Trickle_IsLoggedWhole()
    {
        var log = new RefusalLog(_clock, _lines);
        for (var i = 0; i < 3 * RefusalLog.MaxPerSecond; i++)
        {
            log.CallerRefused("10.0.0.7:1", "no certificate", Refusal);
            _clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal(3 * RefusalLog.MaxPerSecond, _lines.All.Length);
    }
}
