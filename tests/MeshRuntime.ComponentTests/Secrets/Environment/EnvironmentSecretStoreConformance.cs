using MeshRuntime.Abstractions.Secrets;
using MeshRuntime.ComponentTests.Kit;

namespace MeshRuntime.ComponentTests.Secrets.Environment;

public sealed class EnvironmentSecretStoreConformance : SecretStoreConformance
{
    protected override Task<ISecretStore> StartAsync(params (string Name, string Value)[] secrets)
    {
        var bench = new Bench(Folder.Path);
        foreach (var (name, value) in secrets)
        {
            bench.Environment[name] = value;
        }

        return bench.StartAsync<ISecretStore>("secretstores.local.env");
    }
}
