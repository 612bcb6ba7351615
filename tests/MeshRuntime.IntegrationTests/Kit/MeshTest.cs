namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>A test with a mesh of its own; when it fails, the logs of all its sidecars are printed.</summary>
public abstract class MeshTest : IAsyncLifetime
{
    private protected MeshBed Bed { get; } = new();

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(Bed.Logs());
        }

        await Bed.DisposeAsync();
    }
}
