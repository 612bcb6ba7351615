using System.Net;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.DataPlane.Balancing;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.DataPlane.Telemetry;
using MeshRuntime.Tests.DataPlane.Security;
using MeshRuntime.Tests.Kit;
using ManualClock = MeshRuntime.Tests.Kit.ManualClock;

namespace MeshRuntime.Tests.DataPlane.Balancing;

public sealed class EjectionsTests
{
    private readonly ManualClock _clock = new();
    private readonly LogLines<Ejections> _log = new();
    private readonly EndpointState[] _endpoints;
    private readonly Ejections _ejections;

    public EjectionsTests()
    {
        _endpoints = Endpoints(3);
        _ejections = new Ejections(new ServiceName("orders", "default"), new InvocationMeters(), _clock, _log);
    }

    private EndpointState First => _endpoints[0];

    public static TheoryData<string, bool> Ends => new()
    {
        { "200", false }, { "404", false }, { "499", false }, { "500", true }, { "503", true }, { "grpc 14", true }, { "grpc 13", false },
        { "unreached", false }, { "refused", true }, { "broke off", true }, { "denied", false }, { "abandoned", false }, { "overloaded", false },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public void End_IsAFailureOrNot(string end, bool isFailure)
    {
        Fail(First, 5, End(end));

        Assert.Equal(isFailure, First.Health.IsEjected);
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(5, true)]
    [InlineData(6, true)]
    public void FailuresInARow_EjectAtTheLimit(int failures, bool isEjected)
    {
        Fail(First, failures);

        Assert.Equal(isEjected, First.Health.IsEjected);
        Assert.Equal(isEjected ? 1 : 0, _log.All.Count(line => line.Text.Contains("is ejected for 1 s after 5 failures in a row, the last: HTTP status 500 (1 of 3 are ejected)", StringComparison.Ordinal)));
    }

    [Fact]
    public void AnswerInBetween_BeginsTheRowAnew()
    {
        Fail(First, 4);
        Report(First, End("200"));
        Fail(First, 4);

        Assert.False(First.Health.IsEjected);
    }

    [Fact]
    public void SwitchedOff_NobodyIsEjected()
    {
        Fail(First, 100, plan: new EjectionPlan { ConsecutiveFailures = 0 });

        Assert.False(First.Health.IsEjected);
    }

    [Theory]
    [InlineData(1, 50, 0)]
    [InlineData(2, 50, 1)]
    [InlineData(3, 50, 2)]
    [InlineData(4, 50, 2)]
    [InlineData(10, 50, 5)]
    [InlineData(2, 100, 1)]
    [InlineData(10, 100, 9)]
    [InlineData(10, 0, 0)]
    [InlineData(10, 1, 1)]
    public void NoMoreAreEjectedThanTheShare_AndNeverTheLast(int endpoints, int percent, int ejected)
    {
        var all = Endpoints(endpoints);
        foreach (var endpoint in all)
        {
            Fail(endpoint, 20, plan: new EjectionPlan { MaxPercent = percent }, all: all);
        }

        Assert.Equal(ejected, all.Count(endpoint => endpoint.Health.IsEjected));
    }

    [Fact]
    public void AfterItsTime_ExactlyOneCallFindsOut()
    {
        Fail(First, 5);
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Null(Probe());
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Same(First, Probe());
        Assert.Null(Probe());
    }

    [Fact]
    public void ManyCallsAtOnce_OneFindsOut()
    {
        Fail(First, 5);
        _clock.Advance(TimeSpan.FromSeconds(1));
        var probes = 0;
        Parallel.For(0, 1000, _ => Interlocked.Add(ref probes, Probe() is null ? 0 : 1));

        Assert.Equal(1, probes);
    }

    [Fact]
    public void ProbeThatSucceeds_TakesItBack_WithASlowStart()
    {
        Fail(First, 5);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Same(First, Probe());
        Report(First, End("200"), Trial.Probe);

        Assert.False(First.Health.IsEjected);
        Assert.Equal(10, First.Share(TimeSpan.FromSeconds(30), _clock));
        Assert.Contains(_log.All, line => line.Text.Contains("is well again and gets calls, after an ejection of 1 s (0 of 3 are ejected)", StringComparison.Ordinal));
    }

    [Fact]
    public void ProbesThatFail_EjectForTwiceAsLong_UpToTheLongest()
    {
        Fail(First, 5);
        foreach (var seconds in new[] { 1, 2, 4, 8, 16, 32, 60, 60, 60 })
        {
            Assert.Equal(seconds, First.Health.Length.TotalSeconds);
            _clock.Advance(TimeSpan.FromSeconds(seconds));
            Assert.Same(First, Probe());
            Report(First, End("500"), Trial.Probe);
            Assert.True(First.Health.IsEjected);
        }
    }

    [Fact]
    public void ProbeThatFindsNothingOut_IsMadeAgain()
    {
        Fail(First, 5);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Probe();
        Report(First, End("abandoned"), Trial.Probe);
        Assert.True(First.Health.IsEjected);
        Assert.Null(Probe());

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Same(First, Probe());
        Assert.Equal(1, First.Health.Length.TotalSeconds);
    }

    [Theory]
    [InlineData(0.5, 2)]
    [InlineData(5, 1)]
    public void FailingAgainAfterTheReturn_IsInARow_WhenItComesSoon(double secondsWell, double length)
    {
        Fail(First, 5);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Probe();
        Report(First, End("200"), Trial.Probe);
        _clock.Advance(TimeSpan.FromSeconds(secondsWell));
        Fail(First, 5);

        Assert.Equal(length, First.Health.Length.TotalSeconds);
    }

    [Fact]
    public void CallsThatWereUnderWay_NeitherReturnItNorEjectItLonger()
    {
        Fail(First, 5);
        Fail(First, 5);
        Report(First, End("200"));

        Assert.True(First.Health.IsEjected);
        Assert.Equal(1, First.Health.Length.TotalSeconds);
    }

    [Fact]
    public void CallOfLastResort_TakesItBack_WhenItIsWell()
    {
        Fail(First, 5);
        Report(First, End("500"), Trial.LastResort);
        Assert.True(First.Health.IsEjected);

        Report(First, End("200"), Trial.LastResort);

        Assert.False(First.Health.IsEjected);
    }

    [Fact]
    public void PlanThatNoLongerEjects_LetsItBack()
    {
        Fail(First, 5);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Probe();
        Report(First, End("500"), Trial.Probe, new EjectionPlan { ConsecutiveFailures = 0 });

        Assert.False(First.Health.IsEjected);
    }

    // Whatever happens in whatever order: an ejected endpoint is not picked while another is well, and there is always one that is not ejected.
    [Theory]
    [InlineData(BalanceMethod.LeastRequest)]
    [InlineData(BalanceMethod.RoundRobin)]
    [InlineData(BalanceMethod.PeakEwma)]
    public void AnyHistory_NoEjectedEndpointIsPickedWhileAnotherIsWell_AndTheLastIsNeverEjected(BalanceMethod method)
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var chance = new Random(seed);
            var endpoints = Endpoints(1 + chance.Next(6));
            var balancer = new Balancers(chance).Of(method);
            var ejections = new Ejections(new ServiceName("orders", "default"), new InvocationMeters(), _clock, _log);
            var plan = new EjectionPlan { ConsecutiveFailures = 1 + chance.Next(3), MaxPercent = chance.Next(101) };
            var slowStart = TimeSpan.FromSeconds(chance.Next(3));
            for (var step = 0; step < 200; step++)
            {
                _clock.Advance(TimeSpan.FromMilliseconds(chance.Next(300)));
                var choice = new Choice(new EndpointGroup(endpoints), slowStart, _clock);
                var probed = ejections.TakeProbe(choice);
                var picked = probed ?? balancer.Pick(choice)!;
                Assert.False(
                    probed is null && picked.Health.IsEjected && endpoints.Any(other => choice.DoubtOf(other) < Doubt.Ejected), $"seed {seed} step {step}");
                var trial = probed is not null ? Trial.Probe : picked.Health.IsEjected ? Trial.LastResort : Trial.None;
                ejections.Report(picked, trial, End(chance.Next(3) > 0 ? "500" : "200"), plan, endpoints);
                Assert.Contains(endpoints, endpoint => !endpoint.Health.IsEjected);
            }
        }
    }

    private static EndpointState[] Endpoints(int count) =>
        [.. Enumerable.Range(1, count).Select(i => new EndpointState(new Endpoint("10.0.0." + i, 50002)))];

    private static CallResult End(string end) => end switch
    {
        "unreached" => CallResult.Failed(MeshErrorCode.Unreachable, end, CallProgress.Unreached),
        "refused" => CallResult.Failed(MeshErrorCode.Unreachable, end, CallProgress.NotSent),
        "broke off" => CallResult.Failed(MeshErrorCode.Unreachable, end, CallProgress.MaybeSent),
        "denied" => CallResult.Failed(MeshErrorCode.Denied, end, CallProgress.Answered),
        "abandoned" => CallResult.Failed(MeshErrorCode.DirectInvoke, end, CallProgress.Abandoned),
        "overloaded" => CallResult.Failed(MeshErrorCode.Overloaded, end, CallProgress.Unreached),
        ['g', ..] => CallResult.Answered(new HttpResponseMessage { Headers = { { "grpc-status", end[5..] } } }),
        _ => CallResult.Answered(new HttpResponseMessage((HttpStatusCode)int.Parse(end, System.Globalization.CultureInfo.InvariantCulture))),
    };

    private EndpointState? Probe() => _ejections.TakeProbe(new Choice(new EndpointGroup(_endpoints), TimeSpan.Zero, _clock));

    private void Report(EndpointState endpoint, CallResult result, Trial trial = Trial.None, EjectionPlan? plan = null, EndpointState[]? all = null) =>
        _ejections.Report(endpoint, trial, result, plan ?? EjectionPlan.Default, all ?? _endpoints);

    private void Fail(EndpointState endpoint, int times, CallResult? result = null, EjectionPlan? plan = null, EndpointState[]? all = null)
    {
        for (var i = 0; i < times; i++)
        {
            Report(endpoint, result ?? End("500"), plan: plan, all: all);
        }
    }
}
