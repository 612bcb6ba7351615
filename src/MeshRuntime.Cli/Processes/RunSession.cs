using MeshRuntime.Cli.RunFile;

namespace MeshRuntime.Cli.Processes;

/// <summary>Runs all apps of a plan, from the first start to the last stop.</summary>
internal sealed class RunSession(RunContext context, StopSignals signals)
{
    // Cyan, yellow, green, magenta, blue: one for each app, told apart on light and dark screens.
    private static readonly int[] Colours = [36, 33, 32, 35, 34];

    // 128 + SIGINT and 128 + SIGTERM: somebody asked the app to end, as mesh stop does.
    private static readonly int[] AskedToEnd = [130, 143];

    public async Task<int> RunAsync(IReadOnlyList<AppPlan> plans)
    {
        var runs = plans.Select((plan, index) => new AppRun(plan, Colours[index % Colours.Length], context)).ToList();
        int exitCode;
        try
        {
            await StartAsync(runs, plans);
            Welcome(runs);
            exitCode = context.Plan.IsFromFile ? await WaitForAllAsync(runs) : await WaitForOneAsync(runs[0]);
        }
        catch (CommandFailure failure)
        {
            context.Terminal.Fail(failure.Message);
            exitCode = failure.ExitCode;
        }
        catch (OperationCanceledException) when (signals.Stop.IsCancellationRequested)
        {
            exitCode = ExitCodes.Done;
        }

        if (signals.Stop.IsCancellationRequested)
            context.Terminal.Note("stopping: apps first, then their sidecars. Press Ctrl-C again to end them at once.");
        await Task.WhenAll(runs.Select(run => run.StopAsync(signals.Now)));
        return exitCode;
    }

    // Each app starts as soon as what it depends on is ready; the first failure ends the start of all.
    private async Task StartAsync(List<AppRun> runs, IReadOnlyList<AppPlan> plans)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(signals.Stop);
        var starts = runs.Zip(plans, (run, plan) =>
            run.StartAsync([.. runs.Where(other => plan.DependsOn.Contains(other.AppId))], giveUp.Token)).ToList();
        try
        {
            await foreach (var start in Task.WhenEach(starts))
                await start;
        }
        finally
        {
            await giveUp.CancelAsync();
            await Task.WhenAll(starts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Welcome(List<AppRun> runs) => context.Terminal.Note(runs.Exists(run => run.HasApp)
        ? $"up and running: {string.Join(", ", runs.Select(run => run.AppId))}. Press Ctrl-C to stop."
        : $"no app command given: {string.Join(", ", runs.Select(run => run.AppId))} runs as a sidecar only. Press Ctrl-C to stop.");

    // One app from flags: whichever of app and sidecar ends takes the other with it.
    private async Task<int> WaitForOneAsync(AppRun run)
    {
        var ended = await Task.WhenAny(run.AppExited, run.SidecarExited).WaitAsync(signals.Stop);
        var exitCode = await ended;
        if (ended == run.AppExited)
            context.Terminal.Note($"{run.AppId} ended with exit code {exitCode}");
        else
            context.Terminal.Fail(run.SidecarEnded(exitCode));
        return ended == run.AppExited || exitCode == ExitCodes.Done ? exitCode : ExitCodes.Failed;
    }

    // Several apps: as with Dapr, what ended stays ended and the others go on, until a person ends the run.
    private async Task<int> WaitForAllAsync(List<AppRun> runs)
    {
        var failed = false;
        var ends = runs.SelectMany(run => Ends(run)).ToList();
        try
        {
            await foreach (var end in Task.WhenEach(ends).WithCancellation(signals.Stop))
                failed |= await end;
        }
        catch (OperationCanceledException)
        {
            // A person ended it.
        }

        return failed ? ExitCodes.Failed : ExitCodes.Done;
    }

    private IEnumerable<Task<bool>> Ends(AppRun run)
    {
        if (run.HasApp)
            yield return AppEndAsync(run);
        yield return SidecarEndAsync(run);
    }

    private async Task<bool> AppEndAsync(AppRun run)
    {
        var exitCode = await run.AppExited;
        if (signals.Stop.IsCancellationRequested)
            return false;
        var text = $"{run.AppId} ended with exit code {exitCode}. Its sidecar and the other apps run on; press Ctrl-C to stop them.";
        var failed = exitCode != 0 && !AskedToEnd.Contains(exitCode);
        if (failed)
            context.Terminal.Fail(text);
        else
            context.Terminal.Note(text);
        return failed;
    }

    private async Task<bool> SidecarEndAsync(AppRun run)
    {
        var exitCode = await run.SidecarExited;
        if (signals.Stop.IsCancellationRequested)
            return false;
        if (exitCode == 0)
            context.Terminal.Note($"The sidecar of {run.AppId} was stopped.");
        else
            context.Terminal.Fail(run.SidecarEnded(exitCode));
        return exitCode != 0;
    }
}
