using System.Runtime.CompilerServices;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.DataPlane.Calls;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.DataPlane.Resilience;

/// <summary>
/// The only retry loop of the program: retry( breaker( timeout( attempt ))). Calls, publishes and deliveries differ in what an attempt is and what its end
/// means, which <see cref="IGuarded{TCall,TResult}"/> tells.
/// </summary>
internal sealed partial class PolicyRunner(TimeProvider time, Random chance, ILoggerFactory loggers)
{
    private readonly ILogger _log = loggers.CreateLogger<PolicyRunner>();

    /// <summary>Runs an operation under its policies.</summary>
    /// <remarks>
    /// 1. The breaker is asked for each attempt; when it refuses, that is the end.
    /// 2. The attempt, with its limit. An answer that came with the end of its time is none: its body could not be read any more.
    /// 3. The breaker learns how it ended.
    /// 4. It is over, unless it failed in a way that another attempt could mend, and there are attempts, time and budget left.
    /// 5. A breaker that is open, and will be after the pause, ends it too.
    /// 6. The result is let go before the pause: it holds a connection, or a place at an app.
    /// </remarks>
    /// <param name="guarded">Makes the attempts, and knows what they mean.</param>
    /// <param name="call">The operation.</param>
    /// <param name="scope">Its policies.</param>
    /// <param name="breaker">The breaker that it passes; null for none.</param>
    /// <param name="method">For logs; null when the scope says it all.</param>
    /// <param name="aborted">Cancelled when nobody waits any more.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<TResult> RunAsync<TCall, TResult>(
        IGuarded<TCall, TResult> guarded, TCall call, PolicyScope scope, Breaker? breaker, string? method, CancellationToken aborted)
    {
        var plan = scope.Plan;
        var delays = plan.Retry is { } retry ? new RetryDelays(retry, chance) : default;
        var began = plan.Retry?.MaxElapsed is null ? 0 : time.GetTimestamp();
        scope.Began();
        while (true)
        {
            BreakerGeneration? admitted = null;
            if (breaker is not null && breaker.TryEnter(out admitted) is var refusal && refusal != Refusal.None)
            {
                return guarded.Refuse(call, refusal);
            }

            var limit = plan.Timeout is { } timeout ? new AttemptLimit(timeout, time, aborted, scope.Expired) : null;
            var result = await AttemptAsync(guarded, call, limit, breaker, admitted);
            var outcome = guarded.Judge(call, in result);
            if (admitted is not null)
            {
                breaker!.Exit(admitted, outcome.Grade);
            }

            if (outcome.Grade != Grade.Failure)
            {
                if (delays.Count > 0 && outcome.Grade == Grade.Success)
                {
                    Log.Recovered(_log, scope.Describe(method), delays.Count + 1);
                }

                return result;
            }

            if (!outcome.MayRepeat || plan.Retry is null || aborted.IsCancellationRequested)
            {
                return result;
            }

            if (delays.Next(began == 0 ? TimeSpan.Zero : time.GetElapsedTime(began), outcome.Floor) is not { } pause)
            {
                return guarded.Exhausted(call, result, delays.Count);
            }

            pause = outcome.AtOnce ? TimeSpan.Zero : pause;
            if (breaker is { State: BreakerState.Open } && breaker.Plan.OpenFor > pause)
            {
                // It would refuse the next attempt: nobody waits for that, and what was met says more.
                return result;
            }

            if (!guarded.MayRetry(call, pause))
            {
                return result;
            }

            if (delays.Count == 1)
            {
                scope.Retried();
                if (_log.IsEnabled(LogLevel.Information))
                {
                    Log.Failed(_log, scope.Describe(method), GoDuration.Format(pause), guarded.CauseOf(call, in result));
                }
            }

            guarded.Discard(result);
            if (pause > TimeSpan.Zero)
            {
                // A caller that goes away meanwhile is noticed by the next attempt, which ends at once.
                await Task.Delay(pause, time, aborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<TResult> AttemptAsync<TCall, TResult>(
        IGuarded<TCall, TResult> guarded, TCall call, AttemptLimit? limit, Breaker? breaker, BreakerGeneration? admitted)
    {
        var isOver = false;
        try
        {
            var result = await guarded.AttemptAsync(call, limit);
            isOver = true;
            if (limit is not { HasExpired: true })
            {
                return result;
            }

            guarded.Discard(result);
            return guarded.Refuse(call, Refusal.TimedOut);
        }
        finally
        {
            // Cancellation, or a bug: it says nothing of what was asked, and must not keep its place at a breaker that is half open.
            if (!isOver && admitted is not null)
            {
                breaker!.Exit(admitted, Grade.Neither);
            }
        }
    }

    private static partial class Log
    {
        // Dapr's words, and the cause. One line for the first failure of an operation and one for its recovery; each attempt has its own at debug level.
        [LoggerMessage(1011, LogLevel.Information, "Error processing operation {Operation}. Retrying in {Pause}… The cause: {Cause}")]
        public static partial void Failed(ILogger logger, string operation, string pause, string cause);

        [LoggerMessage(1012, LogLevel.Information, "Recovered processing operation {Operation} after {Attempts} attempts.")]
        public static partial void Recovered(ILogger logger, string operation, int attempts);
    }
}
