using MeshRuntime.Cli.Settings;

namespace MeshRuntime.Cli.RunFile;

/// <summary>Finds the resources and configuration that lie in an app's folder by convention.</summary>
internal sealed class ConventionalPaths(string appDirectory)
{
    // .dapr is read too, so that a project made for Dapr runs as it stands.
    private static readonly string[] Folders = [".mesh", ".dapr"];

    /// <summary>The values, with the conventional paths where the app itself names none.</summary>
    public SettingValues AddTo(SettingValues app)
    {
        var result = app;
        if (!app.Has(RunSettings.ResourcesPaths) && First("resources", Directory.Exists) is { } resources)
            result = result.With(RunSettings.ResourcesPaths, resources);
        if (!app.Has(RunSettings.ConfigFile) && First("config.yaml", File.Exists) is { } config)
            result = result.With(RunSettings.ConfigFile, config);
        return result;
    }

    private string? First(string name, Func<string, bool> exists) =>
        Folders.Select(folder => Path.Combine(appDirectory, folder, name)).FirstOrDefault(exists);
}
