using MeshRuntime.ControlPlane.Compilation;
using MeshRuntime.ControlPlane.Components;
using MeshRuntime.ControlPlane.Resources;
using MeshRuntime.DataPlane.Snapshots;

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
}
