using System.Text.Json;
using MeshRuntime.Abstractions.Secrets;
using MeshRuntime.ComponentTests.Kit;
using IOFile = System.IO.File;

namespace MeshRuntime.ComponentTests.Secrets.File;

public sealed class FileSecretStoreConformance : SecretStoreConformance
{
    protected override async Task<ISecretStore> StartAsync(params (string Name, string Value)[] secrets)
    {
        await IOFile.WriteAllTextAsync(Folder["secrets.json"], JsonSerializer.Serialize(secrets.ToDictionary(entry => entry.Name, entry => entry.Value)));
        return await new Bench(Folder.Path).StartAsync<ISecretStore>("secretstores.local.file", ("secretsFile", Folder["secrets.json"]));
    }
}
