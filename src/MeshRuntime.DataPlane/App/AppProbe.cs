namespace MeshRuntime.DataPlane.App;

/// <summary>Asks the app again and again whether it is well, and tells its <see cref="AppHealth"/>.</summary>
/// <param name="plan">How often, and how long one may take.</param>
/// <param name="ask">One probe: why it failed, or null. Returns also when cancelled.</param>
/// <param name="health">Told of each outcome.</param>
/// <param name="time">The clock.</param>
public sealed class AppProbe(AppProbePlan plan, Func<CancellationToken, ValueTask<string?>> ask, AppHealth health, TimeProvider time)
{
    /// <summary>Probes until cancelled; the first one at once.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            using (var limit = new CancellationTokenSource(plan.Timeout, time))
            using (var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation))
            {
                var failure = await ask(either.Token);
                if (cancellation.IsCancellationRequested)
                {
                    return;
                }

                health.Probed(limit.IsCancellationRequested ? $"no answer within {plan.Timeout.TotalMilliseconds} ms" : failure);
            }

            var pause = plan.Interval - time.GetElapsedTime(began);
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
