namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>A test in the mesh of its class; when it fails, the logs of all sidecars are printed.</summary>
public abstract class SharedMeshTest(SharedMesh mesh) : IClassFixture<SharedMesh>, IAsyncLifetime
{
    private protected SharedMesh Mesh { get; } = mesh;

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(Mesh.Bed.Logs());
        }

        return ValueTask.CompletedTask;
    }
}
