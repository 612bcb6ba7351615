using MeshRuntime.Cli.RunFile;
using MeshRuntime.Cli.Settings;

namespace MeshRuntime.Cli.Processes;

/// <summary>Fills in what a plan leaves open: ports, resources, configuration.</summary>
internal sealed class PlanDefaults(PortAllocator ports, MeshFolders folders)
{
    private static readonly RunSetting[] Ports =
        [RunSettings.HttpPort, RunSettings.GrpcPort, RunSettings.InternalPort, RunSettings.MetricsPort];

    public AppPlan Complete(AppPlan plan)
    {
        var settings = plan.Settings;
        foreach (var port in Ports.Where(port => settings.Port(port) is null))
            settings = settings.With(port, ports.Take());
        if (settings.IsOn(RunSettings.Profiling) && settings.Port(RunSettings.ProfilePort) is null)
            settings = settings.With(RunSettings.ProfilePort, ports.Take());

        if (settings.List(RunSettings.ResourcesPaths).Count == 0 && folders.DefaultResources is { } resources)
            settings = settings.With(RunSettings.ResourcesPaths, resources);
        if (settings.Text(RunSettings.ConfigFile) is null && folders.DefaultConfiguration is { } configuration)
            settings = settings.With(RunSettings.ConfigFile, configuration);
        return plan with { Settings = settings };
    }

    /// <summary>The ports that the user gave to something, which must not be chosen for something else.</summary>
    public static IEnumerable<int> Given(RunPlan plan) =>
        plan.Apps.SelectMany(app => Ports.Append(RunSettings.AppPort).Append(RunSettings.ProfilePort).Select(app.Settings.Port))
            .OfType<int>();
}
