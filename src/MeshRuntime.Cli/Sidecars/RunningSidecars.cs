using System.Diagnostics;
using System.Globalization;

namespace MeshRuntime.Cli.Sidecars;

/// <summary>Finds the sidecars that run on this host: by their program's name, their flags, and what they say of themselves.</summary>
internal sealed class RunningSidecars(ShellEnvironment shell, TimeProvider time)
{
    public const string ProgramName = "meshd";

    public async Task<IReadOnlyList<SidecarRow>> FindAsync(CancellationToken cancellation)
    {
        var sidecars = ProcProcess.All().Where(process => process.Name == ProgramName).ToList();
        var rows = await Task.WhenAll(sidecars.Select(process => RowAsync(process, cancellation)));
        return [.. rows.OfType<SidecarRow>().OrderBy(row => row.AppId, StringComparer.Ordinal).ThenBy(row => row.SidecarProcess)];
    }

    private async Task<SidecarRow?> RowAsync(ProcProcess process, CancellationToken cancellation)
    {
        var flags = new SidecarFlags(process.Arguments);
        if (flags.Text("app-id") is not { } appId || StartTime(process.Id) is not { } started)
            return null;

        var httpPort = flags.Number("dapr-http-port", SidecarFlags.DefaultHttpPort);
        var address = SidecarAddress.Of(
            appId, httpPort, flags.Text("dapr-listen-addresses"), flags.Text("unix-domain-socket"), process.Directory);
        var facts = await FactsAsync(address, cancellation);

        return new SidecarRow
        {
            AppId = appId,
            HttpPort = httpPort,
            GrpcPort = flags.Number("dapr-grpc-port", SidecarFlags.DefaultGrpcPort),
            AppPort = flags.Number("app-port", 0),
            MetricsEnabled = flags.IsOn("enable-metrics", otherwise: true),
            Command = Fact(MetadataKeys.AppCommand),
            Age = Age(time.GetLocalNow() - started),
            Created = started.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            SidecarProcess = process.Id,
            CliProcess = Number(MetadataKeys.CliProcess),
            AppProcess = Number(MetadataKeys.AppProcess),
            RunFilePath = Fact(MetadataKeys.RunFilePath),
            RunFileName = Fact(MetadataKeys.RunFileName),
            AppLogPath = Fact(MetadataKeys.AppLogPath),
            SidecarLogPath = Fact(MetadataKeys.SidecarLogPath),
            Address = address,
        };

        string Fact(string key) => facts.GetValueOrDefault(key, "");
        int Number(string key) => int.TryParse(Fact(key), out var number) ? number : 0;
    }

    private async Task<Dictionary<string, string>> FactsAsync(SidecarAddress? address, CancellationToken cancellation)
    {
        if (address is null)
            return [];
        using var client = new SidecarClient(address, shell.ApiToken);
        return (await client.MetadataAsync(cancellation))?.Extended ?? [];
    }

    /// <summary>An age in its largest whole unit, as <c>dapr list</c> shows it.</summary>
    internal static string Age(TimeSpan age) => age switch
    {
        { TotalDays: >= 1 } => $"{(int)age.TotalDays}d",
        { TotalHours: >= 1 } => $"{(int)age.TotalHours}h",
        { TotalMinutes: >= 1 } => $"{(int)age.TotalMinutes}m",
        _ => $"{Math.Max(0, (int)age.TotalSeconds)}s",
    };

    private static DateTimeOffset? StartTime(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.StartTime;
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
