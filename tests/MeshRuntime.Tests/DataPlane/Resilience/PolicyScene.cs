using System.Globalization;
using System.Net;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Outbound.Layers;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.DataPlane.Telemetry;
using MeshRuntime.Protocol;
using MeshRuntime.Tests.ControlPlane.Kit;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Resilience;

/// <summary>
/// A target in virtual time. What each attempt meets is a word: a status (<c>503</c>, with <c>+2</c> for Retry-After, with <c>!</c> for a consequence),
/// <c>grpc-14</c>, <c>notsent</c>, <c>maybe</c>, <c>unreached</c>, <c>hang</c>, or <c>200~3</c>, which answers after three seconds.
/// </summary>
internal sealed class PolicyScene
{
    private readonly Target _target;

    public PolicyScene(int endpoints = 1)
    {
        _target = new Target(Clock, endpoints);
        Layer = new PolicyLayer(_target, ThePolicies.On(Clock, Meters, Lines));
    }

    public ManualClock Clock { get; } = new();

    /// <summary>What was logged.</summary>
    public LogLines Lines { get; } = new();

    public ResiliencyMeters Meters { get; } = new();

    public PolicyLayer Layer { get; }

    /// <summary>The last call that was made.</summary>
    public MeshCall? Call { get; private set; }

    /// <summary>Makes a call; returns the seconds at which its attempts began, and its end.</summary>
    public async Task<(string Times, string End)> CallAsync(ServicePlan plan, string outcomes, MeshCall? call = null)
    {
        Call = call ?? ACall.With();
        Call.Plan = plan;
        _target.Begin(outcomes);
        var running = Layer.InvokeAsync(Call).AsTask();
        while (true)
        {
            // The limit of an attempt runs before the attempt begins: time must not pass until that has come to its wait.
            await Eventually.TrueAsync(() => running.IsCompleted || (Clock.Next is not null && (Clock.IsSittingOut || _target.IsWaiting)));
            if (running.IsCompleted)
            {
                break;
            }

            Clock.Advance(Clock.Next!.Value);
        }

        return (_target.Times, EndOf(await running));
    }

    private static string EndOf(CallResult result) => result.Error?.Message
        ?? (result.Response!.Headers.TryGetValues("grpc-status", out var status) ? $"grpc-{status.Single()}" : $"{(int)result.Response.StatusCode}");

    private sealed class Target(ManualClock clock, int endpoints) : CallLayer
    {
        private readonly EndpointState[] _endpoints = [.. Enumerable.Range(1, endpoints).Select(i => new EndpointState(new Endpoint($"10.0.0.{i}", 50002)))];
        private readonly List<string> _times = [];
        private Queue<string> _outcomes = new();
        private long _began;
        private volatile bool _isWaiting;

        /// <summary>True while an attempt waits for its time, or for its limit.</summary>
        public bool IsWaiting => _isWaiting;

        public string Times => string.Join(' ', _times);

        public void Begin(string outcomes)
        {
            _outcomes = new Queue<string>(outcomes.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            _times.Clear();
            _began = clock.GetTimestamp();
        }

        public override async ValueTask<CallResult> InvokeAsync(MeshCall call)
        {
            call.Endpoint = _endpoints[_times.Count % _endpoints.Length];
            _times.Add(clock.GetElapsedTime(_began).TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture));
            var word = _outcomes.Dequeue();
            if (word.Split('~') is [var after, var delay])
            {
                word = after;
                await WaitAsync(TimeSpan.FromSeconds(int.Parse(delay, CultureInfo.InvariantCulture)), call.Aborted);
            }

            if (word == "hang")
            {
                await WaitAsync(Timeout.InfiniteTimeSpan, call.Aborted);
            }

            return call.Aborted.IsCancellationRequested ? Failed("context canceled", CallProgress.Abandoned) : word switch
            {
                "notsent" => Failed("no connection", CallProgress.NotSent),
                "maybe" => Failed("broke off", CallProgress.MaybeSent),
                "unreached" => Failed("the app is away", CallProgress.Unreached),
                _ => CallResult.Answered(Answer(word)),
            };
        }

        private async Task WaitAsync(TimeSpan delay, CancellationToken aborted)
        {
            var waiting = Task.Delay(delay, clock, aborted);
            _isWaiting = true;
            await waiting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _isWaiting = false;
        }

        private static HttpResponseMessage Answer(string word)
        {
            if (word.StartsWith("grpc-", StringComparison.Ordinal))
            {
                var grpc = new HttpResponseMessage { Content = new ByteArrayContent([]) };
                grpc.Content.Headers.TryAddWithoutValidation("content-type", "application/grpc");
                grpc.Headers.TryAddWithoutValidation("grpc-status", word[5..]);
                return grpc;
            }

            var parts = word.TrimEnd('!').Split('+');
            var answer = new HttpResponseMessage((HttpStatusCode)int.Parse(parts[0], CultureInfo.InvariantCulture));
            if (parts.Length > 1)
            {
                answer.Headers.TryAddWithoutValidation("Retry-After", parts[1]);
            }

            if (word.EndsWith('!'))
            {
                answer.Headers.TryAddWithoutValidation(MeshNames.Consequence, "true");
            }

            return answer;
        }

        private static CallResult Failed(string why, CallProgress progress) => CallResult.Failed(MeshErrorCode.Unreachable, why, progress);
    }
}
