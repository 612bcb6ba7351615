using System.Diagnostics;

namespace MeshRuntime.SdkTests.AspNetCore;

/// <summary>Listens to ASP.NET's activities, as an app with tracing or a console log does: without anybody who listens there are none.</summary>
internal static class Traces
{
    public static IDisposable Record()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal),
            Sample = (ref _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
