using MeshRuntime.Sidecar;
using MeshRuntime.Sidecar.Options;
using MeshRuntime.Sidecar.Telemetry;

var time = TimeProvider.System;
var started = time.GetTimestamp();
switch (SidecarOptionsParser.Parse(args, Environment.GetEnvironmentVariable))
{
    case ParseOutcome.Print print:
        Console.Out.Write(print.Text);
        return 0;

    case ParseOutcome.Wait wait:
        await WaitCommand.RunAsync(wait.HttpPort, time, CancellationToken.None);
        return 0;

    case ParseOutcome.Refused refused:
        Console.Error.Write(refused.Text);
        return refused.ExitCode;

    case ParseOutcome.Run run:
        if (!LogFactory.TryOpen(run.Options, time, out var logs, out var problem))
        {
            Console.Error.WriteLine($"meshd: {problem}");
            return ExitCode.Fatal;
        }

        using (logs)
        {
            using var signals = new StopSignals(time, Environment.Exit);
            return await new SidecarLife(run.Options, run.Notices, logs, time, started).RunAsync(signals);
        }

    default:
        return ExitCode.Fatal;
}
