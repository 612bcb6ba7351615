using System.IO.Compression;
using MeshRuntime.IntegrationTests.Kit;

namespace MeshRuntime.SdkTests.Packaging;

/// <summary>The packages, packed once for all tests of this folder, with the command of docs/sdk.md.</summary>
public sealed class PackedSdk : IAsyncLifetime
{
    /// <summary>
    /// A version of this run alone. NuGet keeps a version that it has unpacked once for ever: under a fixed one, tests would be given the packages of an earlier build.
    /// </summary>
    public string Version { get; } = $"0.1.0-test.g{Guid.NewGuid():N}";

    /// <summary>Where the packages are; outside of the repository, so that its settings do not reach the apps that tests make beside them.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("mesh-packages-").FullName;

    public async ValueTask InitializeAsync() => await Dotnet.RunAsync(
        Repository.Root, "pack", "sdk/Packages.slnf", "--nologo", "-v", "quiet", "--disable-build-servers", $"-p:PackageVersion={Version}", $"-p:PackageOutputPath={Folder}");

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>A package, or its symbols (<c>snupkg</c>).</summary>
    internal ZipArchive Open(string id, string kind = "nupkg") => ZipFile.OpenRead(Path.Combine(Folder, $"{id}.{Version}.{kind}"));

    /// <summary>
    /// A new folder in which NuGet finds these packages here and all others where this machine's configuration says. What it unpacks of ours stays in that folder;
    /// others it takes from the machine's cache.
    /// </summary>
    internal async Task<string> FreshFolderAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, $"fresh-{Guid.NewGuid():N}")).FullName;
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        await File.WriteAllTextAsync(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <config>
                <add key="globalPackagesFolder" value="unpacked" />
              </config>
              <packageSources>
                <add key="packed-here" value="{Folder}" />
              </packageSources>
              <fallbackPackageFolders>
                <add key="cache" value="{cache}" />
              </fallbackPackageFolders>
            </configuration>
            """);
        return folder;
    }
}
