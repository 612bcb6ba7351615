namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>Watches the resident memory of sidecars while something happens.</summary>
internal sealed class MemoryWatch
{
    private readonly (SidecarHandle Sidecar, long Before)[] _start;
    private readonly long[] _peaks;

    public MemoryWatch(params SidecarHandle[] sidecars)
    {
        _start = [.. sidecars.Select(sidecar => (sidecar, sidecar.ResidentBytes))];
        _peaks = [.. _start.Select(start => start.Before)];
    }

    public async Task<T> DuringAsync<T>(Task<T> work)
    {
        while (!work.IsCompleted)
        {
            for (var i = 0; i < _peaks.Length; i++)
            {
                _peaks[i] = Math.Max(_peaks[i], _start[i].Sidecar.ResidentBytes);
            }

            await Task.WhenAny(work, Task.Delay(20));
        }

        return await work;
    }

    public void AssertGrowthBelow(long limit)
    {
        for (var i = 0; i < _peaks.Length; i++)
        {
            var growth = _peaks[i] - _start[i].Before;
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{_start[i].Sidecar.AppId}: {_start[i].Before >> 20} MiB before, {_peaks[i] >> 20} MiB at most");
            Assert.True(growth <= limit, $"{_start[i].Sidecar.AppId} grew by {growth >> 20} MiB");
        }
    }
}
