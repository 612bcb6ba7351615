using System.Diagnostics;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.DataPlane.Telemetry;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.DataPlane.Balancing;

/// <summary>
/// Ejects the endpoints of one target that fail again and again, and takes them back. A call that ends well takes no lock here and allocates nothing.
/// </summary>
internal sealed partial class Ejections(ServiceName target, InvocationMeters meters, TimeProvider time, ILogger<Ejections> log)
{
    private readonly Lock _deciding = new();
    private volatile bool _hasEjected;

    /// <summary>
    /// An endpoint whose ejection has run out, for exactly one call: this one. Null almost always. Its report must come, whatever happens.
    /// </summary>
    public EndpointState? TakeProbe(in Choice choice)
    {
        if (!_hasEjected)
        {
            return null;
        }

        foreach (var endpoint in choice.Endpoints)
        {
            if (choice.DoubtOf(endpoint) == Doubt.Ejected && endpoint.Health.TryBeginProbe(time))
            {
                return endpoint;
            }
        }

        return null;
    }

    /// <summary>Learns how a call ended.</summary>
    /// <param name="endpoint">Where it went.</param>
    /// <param name="trial">What it found out beside its answer.</param>
    /// <param name="result">How it ended.</param>
    /// <param name="plan">When endpoints of the target are ejected.</param>
    /// <param name="endpoints">All of them, now.</param>
    public void Report(EndpointState endpoint, Trial trial, in CallResult result, EjectionPlan plan, EndpointState[] endpoints)
    {
        var verdict = Verdicts.Of(result);
        if (verdict == Verdict.Well)
        {
            endpoint.Health.Succeeded();
        }

        if (trial != Trial.None)
        {
            Decide(endpoint, trial, verdict, result, plan, endpoints);
        }
        else if (verdict == Verdict.Failing && plan.ConsecutiveFailures > 0 && endpoint.Health.Failed() is var failures && failures >= plan.ConsecutiveFailures)
        {
            lock (_deciding)
            {
                Eject_Locked(endpoint, failures, result, plan, endpoints);
            }
        }
    }

    private void Decide(EndpointState endpoint, Trial trial, Verdict verdict, in CallResult result, EjectionPlan plan, EndpointState[] endpoints)
    {
        lock (_deciding)
        {
            // Race: a call of last resort against the probe. The first good answer of either takes the endpoint back.
            if (endpoint.Health.IsEjected && (verdict == Verdict.Well || plan.ConsecutiveFailures == 0))
            {
                Return_Locked(endpoint, endpoints);
            }
            else if (endpoint.Health.IsEjected && trial == Trial.Probe && verdict == Verdict.Failing)
            {
                endpoint.Health.Eject(plan, time);
                Told_Locked(endpoint, 1, result, endpoints);
            }
            else if (endpoint.Health.IsEjected && trial == Trial.Probe)
            {
                endpoint.Health.Postpone(plan, time);
            }

            if (trial == Trial.Probe)
            {
                endpoint.Health.EndProbe();
            }
        }
    }

    private void Eject_Locked(EndpointState endpoint, int failures, in CallResult result, EjectionPlan plan, EndpointState[] endpoints)
    {
        // Calls that were under way when it was ejected fail after that: they tell nothing new. Nor do those of one that has left the set.
        if (endpoint.Health.IsEjected || !endpoints.Contains(endpoint))
        {
            return;
        }

        var most = MostOf(endpoints.Length, plan);
        if (endpoints.Count(member => member.Health.IsEjected) >= most)
        {
            Log.Kept(log, target.AppId, endpoint.Endpoint.Authority, failures, most, endpoints.Length);
            return;
        }

        endpoint.Health.Eject(plan, time);
        Told_Locked(endpoint, failures, result, endpoints);
    }

    private void Return_Locked(EndpointState endpoint, EndpointState[] endpoints)
    {
        Debug.Assert(_deciding.IsHeldByCurrentThread);
        endpoint.Health.Return(time);
        endpoint.IsNew(time);
        var ejected = endpoints.Count(member => member.Health.IsEjected);
        _hasEjected = ejected > 0;
        meters.EndpointReturned(target.AppId);
        Log.Returned(log, target.AppId, endpoint.Endpoint.Authority, endpoint.Health.Length.TotalSeconds, ejected, endpoints.Length);
    }

    private void Told_Locked(EndpointState endpoint, int failures, in CallResult result, EndpointState[] endpoints)
    {
        Debug.Assert(_deciding.IsHeldByCurrentThread);
        _hasEjected = true;
        meters.EndpointEjected(target.AppId);
        Log.Ejected(
            log,
            target.AppId,
            endpoint.Endpoint.Authority,
            endpoint.Health.Length.TotalSeconds,
            failures,
            Verdicts.ReasonOf(result),
            endpoints.Count(member => member.Health.IsEjected),
            endpoints.Length);
    }

    /// <summary>How many of a set may be ejected at once: the share rounded up, so that it works for two, and never the last one.</summary>
    private static int MostOf(int endpoints, EjectionPlan plan) => Math.Min(endpoints - 1, ((endpoints * plan.MaxPercent) + 99) / 100);

    private static partial class Log
    {
        [LoggerMessage(1021, LogLevel.Warning, "{Target} at {Endpoint} is ejected for {Seconds} s after {Failures} failures in a row, the last: {Reason} ({Ejected} of {Endpoints} are ejected)")]
        public static partial void Ejected(
            ILogger logger, string target, string endpoint, double seconds, int failures, string reason, int ejected, int endpoints);

        [LoggerMessage(1022, LogLevel.Information, "{Target} at {Endpoint} is well again and gets calls, after an ejection of {Seconds} s ({Ejected} of {Endpoints} are ejected)")]
        public static partial void Returned(ILogger logger, string target, string endpoint, double seconds, int ejected, int endpoints);

        [LoggerMessage(1023, LogLevel.Debug, "{Target} at {Endpoint} failed {Failures} times in a row and stays: no more than {Most} of {Endpoints} may be ejected")]
        public static partial void Kept(ILogger logger, string target, string endpoint, int failures, int most, int endpoints);
    }
}
