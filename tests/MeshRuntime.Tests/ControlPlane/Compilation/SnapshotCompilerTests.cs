using MeshRuntime.ControlPlane.Compilation;
using MeshRuntime.ControlPlane.Components;
using MeshRuntime.ControlPlane.Resources;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Tests.ControlPlane.Components;
using MeshRuntime.Tests.ControlPlane.Kit;

namespace MeshRuntime.Tests.ControlPlane.Compilation;

public sealed class SnapshotCompilerTests
{
    [Fact]
    public void RuleOfOneProtocol_IsNoneOfTheOther()
    {
        var snapshot = SnapshotCompiler.Compile(
            new ResourceSet([], [], ResiliencyRules.Empty, [], new ConfigurationResource
            {
                AllowedApis = [new ApiRule("v1", "invoke", IsHttp: true), new ApiRule("v1", "metadata", IsHttp: false)],
                DeniedApis = [new ApiRule("v1", "state", IsHttp: false)],
            }, ""),
            ComponentSet.Empty);

        Assert.Equal([new ApiPart("v1", "invoke")], snapshot.Api.Allowed);
        Assert.Empty(snapshot.Api.Denied);
        Assert.Equal([new ApiPart("v1", "metadata")], snapshot.GrpcApi.Allowed);
        Assert.Equal([new ApiPart("v1", "state")], snapshot.GrpcApi.Denied);
    }

    [Fact]
    public async Task ScopeOfASecretStore_IsThatStoresAlone()
    {
        await using var bench = new Bench();
        bench.Resource("a.yaml", ComponentActivationTests.Component("vault", "secretstores.fake"))
            .Resource("b.yaml", ComponentActivationTests.Component("open", "secretstores.fake"))
            .Resource("c.yaml", ComponentActivationTests.Component("listed", "secretstores.fake"))
            .Config("c.yaml", """
                apiVersion: dapr.io/v1alpha1
                kind: Configuration
                metadata: {name: c}
                spec:
                  secrets:
                    scopes:
                    - {storeName: vault, defaultAccess: ALLOW, deniedSecrets: [db, mail]}
                    - {storeName: listed, defaultAccess: Deny, allowedSecrets: [db], deniedSecrets: [db]}
                """);

        var stores = (await bench.LoadAsync()).Snapshot.SecretStores;

        Assert.Equal(["listed", "open", "vault"], stores.Keys.Order());
        Assert.Equal(["DB", "other"], new[] { "db", "mail", "DB", "other" }.Where(stores["vault"].Access.Allows));
        Assert.Equal(["db"], new[] { "db", "mail" }.Where(stores["listed"].Access.Allows));
        Assert.Same(SecretAccess.Open, stores["open"].Access);
        Assert.Same(bench.Running["vault"], stores["vault"].Component);
    }
}
