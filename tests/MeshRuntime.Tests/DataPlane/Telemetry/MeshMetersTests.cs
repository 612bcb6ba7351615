using System.Globalization;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.DataPlane.Telemetry;
using Xunit;

namespace MeshRuntime.Tests.DataPlane.Telemetry;

public sealed class MeshMetersTests
{
    private readonly MeshMeters _meters = new();

    [Fact]
    public void RepeatedCall_AllocatesNothing()
    {
        var caller = new WorkloadIdentity("public", "default", "cart");
        CountOneCall(caller);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1000; i++)
        {
            CountOneCall(caller);
        }

        // The runtime itself may take a few bytes when it replaces a method by its faster build; a call that allocates takes 24,000.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }

    [Fact]
    public void MillionPathsAndAppIds_StayUnder20Megabytes()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var prefix = new string('p', 100);
        for (var i = 0; i < 1_000_000; i++)
        {
            var name = string.Concat(prefix, i.ToString(CultureInfo.InvariantCulture));
            _meters.Http.Served("GET", name, 200 + (i % 5), TimeSpan.Zero);
            _meters.Invocations.RequestSent(name);
            _meters.Invocations.ResponseReceived(name, 200 + (i % 5), TimeSpan.Zero);
        }

        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{grown} bytes");
        // Other tests of the process free memory meanwhile: there is no lower end.
        Assert.True(grown < 20 << 20, $"grew by {grown} bytes");
        GC.KeepAlive(_meters);
    }

    [Fact]
    public void VerbsThatNobodyKnows_AreOneSeries()
    {
        _meters.Http.Served("BREW", "/x", 200, TimeSpan.Zero);
        _meters.Http.Served("get", "/x", 200, TimeSpan.Zero);

        var family = _meters.Http.Families.OfType<MeterFamily<LatencyHistogram>>().First();
        Assert.Equal("UNKNOWN", Assert.Single(family.Series).Key.First);
    }

    [Fact]
    public void EachName_IsUsedOnce()
    {
        Assert.Distinct(_meters.Families.SelectMany(family => family.CountNames.Append(family.Name)));
    }

    private void CountOneCall(WorkloadIdentity caller)
    {
        _meters.Http.Served("GET", "/v1.0/invoke/{app_id}/method", 200, TimeSpan.FromMilliseconds(3));
        _meters.Http.Called("POST", "", 404, TimeSpan.FromMilliseconds(3));
        _meters.Invocations.RequestSent("orders");
        _meters.Invocations.ResponseReceived("orders", 200, TimeSpan.FromMilliseconds(3));
        _meters.Invocations.RequestReceived("cart");
        _meters.Invocations.ResponseSent("cart", 599);
        _meters.Access.Judged(caller, isAllowed: true, byAppPolicy: false);
    }
}
