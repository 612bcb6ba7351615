namespace MeshRuntime.DataPlane.App;

/// <summary>How the app is probed (<c>--enable-app-health-check</c>).</summary>
/// <param name="Path">For HTTP apps. gRPC apps are asked by <c>AppCallbackHealthCheck</c>.</param>
/// <param name="Interval">Between the begins of two probes; default 5 s.</param>
/// <param name="Timeout">Of one probe, not above the interval; default 500 ms.</param>
/// <param name="Threshold">Failed probes that make the app unhealthy; default 3.</param>
public sealed record AppProbePlan(string Path, TimeSpan Interval, TimeSpan Timeout, int Threshold);
