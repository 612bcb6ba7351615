using FsCheck;
using FsCheck.Fluent;
using MeshRuntime.DataPlane.Expressions;
using MeshRuntime.DataPlane.Resilience;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Resilience;

public sealed class BreakerProperties
{
    // 0: an attempt begins; 1, 2: the oldest ends well, or badly; 3, 4: the newest does; 5: time passes.
    private static readonly Gen<int[]> Steps = Gen.Choose(10, 80).SelectMany(count => Gen.Frequency(
        (6, Gen.Constant(0)), (2, Gen.Constant(1)), (3, Gen.Constant(2)), (2, Gen.Constant(3)), (3, Gen.Constant(4)), (2, Gen.Constant(5))).ArrayOf(count));

    private static readonly Gen<(int Max, int Trip, int Interval, int[] Steps)> Cases =
        from max in Gen.Choose(1, 3)
        from trip in Gen.Choose(0, 3)
        from interval in Gen.Elements(0, 0, 7)
        from steps in Steps
        select (max, trip, interval, steps);

    [Fact]
    public void AnySequence_AgreesWithTheReference()
    {
        var states = new HashSet<string>();
        Prop.ForAll(Cases.ToArbitrary(), one => Agrees(one.Max, one.Trip, one.Interval, one.Steps, states))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

        Assert.Equal(["closed", "half-open", "open"], states.Order());
    }

    private static bool Agrees(int max, int trip, int interval, int[] steps, HashSet<string> states)
    {
        var clock = new ManualClock();
        Assert.True(Expression.TryCompile($"consecutiveFailures > {trip}", out var condition, out _));
        var plan = new BreakerPlan("p")
        {
            MaxRequests = max, Interval = TimeSpan.FromSeconds(interval), OpenFor = TimeSpan.FromSeconds(3), TripText = condition.Text, Trip = condition,
        };
        var breaker = new Breaker(plan, "p", clock, (_, _, _) => { });
        var reference = new ReferenceBreaker(max, trip, interval, openFor: 3);
        var begun = new List<(BreakerGeneration Ours, int Theirs)>();
        var now = 0;
        foreach (var step in steps)
        {
            if (step == 0)
            {
                var isIn = breaker.TryEnter(out var generation) == Refusal.None;
                var theirs = reference.Enter(now);
                if (isIn != theirs is not null)
                {
                    return false;
                }

                if (isIn)
                {
                    begun.Add((generation, theirs!.Value));
                }
            }
            else if (step == 5)
            {
                now++;
                clock.Advance(TimeSpan.FromSeconds(1));
            }
            else if (begun.Count > 0)
            {
                var which = step < 3 ? 0 : begun.Count - 1;
                var isSuccess = step is 1 or 3;
                breaker.Exit(begun[which].Ours, isSuccess ? Grade.Success : Grade.Failure);
                reference.Exit(begun[which].Theirs, isSuccess, now);
                begun.RemoveAt(which);
            }

            states.Add(reference.State(now));
            if (BreakerWatch.NameOf(breaker.State) != reference.State(now))
            {
                return false;
            }
        }

        return true;
    }
}
