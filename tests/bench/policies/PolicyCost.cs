using System.Runtime.CompilerServices;
using BenchmarkDotNet.Attributes;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Outbound.Layers;
using MeshRuntime.DataPlane.Resilience;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.DataPlane.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshRuntime.PolicyBench;

/// <summary>A successful call through the policy layers of many targets, with and without policies. Its attempt gives up the thread, as a real one does.</summary>
[MemoryDiagnoser]
public class PolicyCost
{
    private const int Calls = 1000;

    private readonly Attempt _attempt = new();
    private readonly Dictionary<string, ServicePlan> _plans = [];
    private (MeshTarget Target, CallLayer Layer)[] _targets = [];
    private ServicePlan _policed = ServicePlan.Default;
    private CancellationTokenSource _caller = new();
    private int _next;

    /// <summary>How many targets there are; the calls go round.</summary>
    [Params(10, 1_000, 10_000)]
    public int Targets { get; set; }

    [GlobalSetup]
    public async Task PrepareAsync()
    {
        var policies = new Policies("default", TimeProvider.System, Random.Shared, new ResiliencyMeters(), NullLoggerFactory.Instance);
        _targets = [.. Enumerable.Range(0, Targets).Select(i => (new MeshTarget($"app-{i}"), (CallLayer)new PolicyLayer(_attempt, policies)))];
        _policed = new ServicePlan
        {
            IsNamed = true,
            Policy = new PolicyPlan
            {
                Retry = new RetryPlan("r", 3, TimeSpan.FromSeconds(1)),
                Breaker = new BreakerPlan("b"),
                Timeout = new TimeoutPlan("t", TimeSpan.FromSeconds(5)),
            },
        };
        _caller = new CancellationTokenSource();
        foreach (var (target, _) in _targets)
        {
            _plans[target.Name] = _policed;
        }

        // What is made with the first call of a target is made once: it is no cost of a call.
        for (var i = 0; i < 2 * Targets; i += Calls)
        {
            await RetryBreakerTimeout();
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Calls)]
    public Task WithoutPolicies() => CallAllAsync(isPoliced: false);

    /// <summary>What every target has: the built-in retry.</summary>
    [Benchmark(OperationsPerInvoke = Calls)]
    public Task BuiltInRetry() => CallAllAsync(isPoliced: false, isLayered: true);

    [Benchmark(OperationsPerInvoke = Calls)]
    public Task RetryBreakerTimeout() => CallAllAsync(isPoliced: true, isLayered: true);

    // In turn, on threads of the pool, as a server does: what is taken from a thread's cache for one call goes back there before the next.
    private async Task CallAllAsync(bool isPoliced, bool isLayered = false)
    {
        await Task.Yield();
        for (var i = 0; i < Calls; i++)
        {
            await CallAsync(isPoliced, isLayered);
        }
    }

    private async ValueTask CallAsync(bool isPoliced, bool isLayered)
    {
        var (target, layer) = _targets[_next++ % _targets.Length];
        var call = new MeshCall
        {
            Target = target.Name,
            Service = target.Service,
            Method = HttpMethod.Get,
            Path = MeshTarget.Path,
            Query = "",
            Headers = MeshTarget.NoHeaders,
            Aborted = _caller.Token,
        };
        call.Plan = isPoliced ? _plans[target.Name] : ServicePlan.Default;
        await (isLayered ? layer : _attempt).InvokeAsync(call);
        await call.EndAsync();
    }

    private sealed class Attempt : CallLayer
    {
        private static readonly CallResult Answer = CallResult.Answered(new HttpResponseMessage());

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        public override async ValueTask<CallResult> InvokeAsync(MeshCall call)
        {
            await Task.Yield();
            return Answer;
        }
    }

    private sealed class MeshTarget(string name)
    {
        public static readonly MethodPath Path = MethodPath.TryParse("/orders/new", out var path) == PathRefusal.None ? path : default;
        public static readonly HeaderDictionary NoHeaders = [];

        public string Name => name;

        public ServiceName Service { get; } = new(name, "default");
    }
}
