namespace MeshRuntime.InteropTests.Kit;

/// <summary>A test in the shared mesh; when it fails, what the sidecars wrote meanwhile is printed.</summary>
public abstract class InteropTest(InteropMesh mesh) : IAsyncLifetime
{
    private readonly Dictionary<SidecarHandle, int> _begun = [];

    private protected InteropMesh Mesh { get; } = mesh;

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
        {
            foreach (var (sidecar, begun) in _begun)
            {
                TestContext.Current.TestOutputHelper?.WriteLine(
                    $"--- meshd of {sidecar.AppId} (pid {sidecar.Pid})\n{string.Join('\n', sidecar.Log.Lines.Skip(begun))}");
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>From here on the sidecar's log belongs to the test.</summary>
    private protected async Task<SidecarHandle> WatchAsync(Task<SidecarHandle> starting)
    {
        var sidecar = await starting;
        _begun[sidecar] = sidecar.Log.Lines.Count;
        return sidecar;
    }

    private protected async Task<ForeignWorkload> WatchAsync(Task<ForeignWorkload> starting)
    {
        var workload = await starting;
        _begun[workload.Sidecar] = workload.Sidecar.Log.Lines.Count;
        return workload;
    }
}
