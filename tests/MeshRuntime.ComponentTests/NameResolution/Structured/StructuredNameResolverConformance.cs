using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.ComponentTests.Kit;

namespace MeshRuntime.ComponentTests.NameResolution.Structured;

public sealed class StructuredNameResolverConformance : NameResolverConformance
{
    protected override Task<INameResolver> StartAsync(params (string App, string Host, int Port)[] known)
    {
        var lines = known.GroupBy(entry => entry.App, entry => new Endpoint(entry.Host, entry.Port).Authority)
            .Select(app => $"{app.Key} = {string.Join(", ", app)}");
        return new Bench(Folder.Path).StartAsync<INameResolver>("nameresolution.structured", ("addresses", "# known\n" + string.Join('\n', lines)));
    }
}
