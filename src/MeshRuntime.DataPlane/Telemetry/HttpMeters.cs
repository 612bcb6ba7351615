namespace MeshRuntime.DataPlane.Telemetry;

/// <summary>
/// Counts HTTP requests to the API and from the sidecar to its app. Paths are those of routes, never of requests: with the raw path, each order
/// number becomes a series.
/// </summary>
public sealed class HttpMeters
{
    private static readonly string[] Labels = ["method", "path", "status"];

    private readonly MeterFamily<LatencyHistogram> _served = new("dapr_http_server_latency", "Time to answer a request to the API, in ms.", () => new())
    {
        LabelNames = Labels,
        OpenLabels = [1],
        CountNames = ["dapr_http_server_request_count", "dapr_http_server_response_count"],
    };

    private readonly MeterFamily<LatencyHistogram> _called = new("dapr_http_client_roundtrip_latency", "Time the app took for a request, in ms.", () => new())
    {
        LabelNames = Labels,
        OpenLabels = [1],
        CountNames = ["dapr_http_client_completed_count"],
    };

    /// <summary>The families, for the exporter.</summary>
    internal IEnumerable<MeterFamily> Families => [_served, _called];

    /// <summary>Counts a request that the API answered.</summary>
    /// <param name="method">The verb.</param>
    /// <param name="route">The route's path, such as <c>/v1.0/invoke/{app_id}/method</c>.</param>
    /// <param name="status">The status that was sent.</param>
    /// <param name="elapsed">From the request's arrival to the end of the answer.</param>
    public void Served(string method, string route, int status, TimeSpan elapsed) =>
        _served.For(new LabelValues(VerbOf(method), route, StatusText.Of(status))).Record(elapsed);

    /// <summary>Counts a request that the app answered.</summary>
    /// <param name="method">The verb.</param>
    /// <param name="route">What was asked: <c>/dapr/config</c>, <c>/healthz</c>; empty for a call that is passed on.</param>
    /// <param name="status">The app's status.</param>
    /// <param name="elapsed">From sending to the end of the answer.</param>
    public void Called(string method, string route, int status, TimeSpan elapsed) =>
        _called.For(new LabelValues(VerbOf(method), route, StatusText.Of(status))).Record(elapsed);

    // A verb is any token the client likes.
    private static string VerbOf(string method) =>
        method is "GET" or "POST" or "PUT" or "DELETE" or "HEAD" or "PATCH" or "OPTIONS" or "CONNECT" or "TRACE" ? method : "UNKNOWN";
}
