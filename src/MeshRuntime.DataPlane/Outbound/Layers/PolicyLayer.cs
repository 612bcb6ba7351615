using System.Runtime.CompilerServices;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Resilience;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.DataPlane.Outbound.Layers;

/// <summary>
/// Surrounds a call by its policies: the configured ones, and inside of them the built-in retry unless the target is configured by name. Remembers how the
/// calls end, and tells why.
/// </summary>
internal sealed class PolicyLayer : CallLayer
{
    private readonly CallLayer _next;
    private readonly Policies _policies;
    private readonly TargetPolicies _scopes;
    private readonly TargetTraffic _traffic;
    private readonly ConfiguredPolicy _configured;
    private readonly BuiltInRetry? _builtIn;
    private readonly FailureLog _failures;

    /// <param name="next">Makes an attempt.</param>
    /// <param name="policies">What all policies share.</param>
    /// <param name="repeatsByItself">Whether the built-in retry holds: not for an app that calls itself (Dapr).</param>
    public PolicyLayer(CallLayer next, Policies policies, bool repeatsByItself = true)
    {
        (_next, _policies) = (next, policies);
        _scopes = new TargetPolicies(policies);
        _traffic = new TargetTraffic(policies.Faults, policies.Time);
        var gate = new RetryGate(_traffic, policies);
        _configured = new ConfiguredPolicy(AttemptAsync, gate, policies.Time);
        _builtIn = repeatsByItself ? new BuiltInRetry(next, gate) : null;
        _failures = new FailureLog(policies.Time, policies.Loggers.CreateLogger<PolicyLayer>());
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<CallResult> InvokeAsync(MeshCall call)
    {
        _traffic.Began();
        call.Trace.Began = _policies.Time.GetTimestamp();
        var scope = _scopes.Find(call.Target, call.Plan);
        var result = call.Plan.Policy.IsNone ? await AttemptAsync(call) : await RunAsync(call, scope);
        var hasFailed = CallGrade.Of(call, in result, out var code) == Grade.Failure;
        if (hasFailed && IsFault(call, code))
        {
            _traffic.Failed();
        }

        return result.Error is null && !call.AsksWhy ? result : Explained(call, result);
    }

    private ValueTask<CallResult> RunAsync(MeshCall call, TargetScope scope)
    {
        call.Trace.MostAttempts = MostAttempts(call.Plan.Policy.Retry);

        var method = call.Path.Text;
        return _policies.Runner.RunAsync(_configured, call, scope.Configured, scope.Breakers?.Find(method), method, call.GivenUp);
    }

    /// <summary>One attempt of the configured policy, with the retries inside it.</summary>
    private ValueTask<CallResult> AttemptAsync(MeshCall call)
    {
        if (_builtIn is null || call.Plan.IsNamed)
        {
            call.Trace.Attempted();
            return _next.InvokeAsync(call);
        }

        if (call.Plan.Policy.Retry is null)
        {
            call.Trace.MostAttempts = MostAttempts(call.Plan.BuiltInRetry);
        }

        var scope = _scopes.Find(call.Target, call.Plan).BuiltIn;
        return _policies.Runner.RunAsync(_builtIn, call, scope, breaker: null, call.Path.Text, call.Aborted);
    }

    private static int? MostAttempts(Snapshots.RetryPlan? retry) => retry switch
    {
        null => 1,
        { MaxRetries: Snapshots.RetryPlan.Unlimited } => null,
        _ => retry.MaxRetries + 1,
    };

    // A 4xx is the caller's mistake: it fails a call, and says nothing of the target's health.
    private static bool IsFault(MeshCall call, int? code) => call.Kind == CallKind.Grpc || code is null or >= 500;

    private CallResult Explained(MeshCall call, CallResult result)
    {
        var why = call.Trace.Tell(call.Endpoint?.Endpoint.Authority, _policies.Time);
        call.Why = why;
        if (result.Error is null)
        {
            return result;
        }

        if (result.Progress == CallProgress.Abandoned)
        {
            _failures.Abandoned(call.Target, result.Error, why);
        }
        else
        {
            _failures.Failed(call.Target, result.Error, why);
        }

        return result.Because(why);
    }
}
