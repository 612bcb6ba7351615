using System.Globalization;
using MeshRuntime.Cli.RunFile;
using MeshRuntime.Cli.Settings;

namespace MeshRuntime.Cli.Processes;

/// <summary>Makes the variables that an app gets beside those of the shell; the same as from <c>dapr run</c>.</summary>
internal static class AppEnvironment
{
    private static readonly (string Name, RunSetting Port)[] Ports =
    [
        ("APP_PORT", RunSettings.AppPort),
        ("DAPR_HTTP_PORT", RunSettings.HttpPort),
        ("DAPR_GRPC_PORT", RunSettings.GrpcPort),
        ("DAPR_METRICS_PORT", RunSettings.MetricsPort),
    ];

    public static IReadOnlyDictionary<string, string> For(AppPlan plan)
    {
        var settings = plan.Settings;
        var variables = new Dictionary<string, string>
        {
            ["APP_ID"] = plan.AppId,
            ["APP_CHANNEL_ADDRESS"] = settings.Text(RunSettings.AppChannelAddress) ?? "127.0.0.1",
            ["APP_PROTOCOL"] = Protocol(settings),
        };
        foreach (var (name, port) in Ports)
        {
            if (settings.Port(port) is { } number)
                variables[name] = number.ToString(CultureInfo.InvariantCulture);
        }

        foreach (var (name, value) in plan.Environment)
            variables[name] = value;
        return variables;
    }

    private static string Protocol(SettingValues settings) =>
        (settings.Text(RunSettings.AppProtocol)?.ToLowerInvariant() ?? "http", settings.IsOn(RunSettings.AppSsl)) switch
        {
            ("http", true) => "https",
            ("grpc", true) => "grpcs",
            var (protocol, _) => protocol,
        };
}
