namespace MeshRuntime.DataPlane.Telemetry;

/// <summary>Counts calls between apps, on both sides, under Dapr's names.</summary>
public sealed class InvocationMeters
{
    private const string Unary = "unary";
    private const string Streaming = "streaming";
    private const string Unknown = "unknown";

    private readonly MeterFamily<Counter> _requestsSent =
        new("dapr_runtime_service_invocation_req_sent_total", "Calls sent to other apps.", () => new()) { LabelNames = ["dst_app_id", "type"], OpenLabels = [0] };

    private readonly MeterFamily<Counter> _requestsReceived =
        new("dapr_runtime_service_invocation_req_recv_total", "Calls received from other apps.", () => new()) { LabelNames = ["src_app_id"], OpenLabels = [0] };

    private readonly MeterFamily<Counter> _responsesSent =
        new("dapr_runtime_service_invocation_res_sent_total", "Answers sent to other apps.", () => new()) { LabelNames = ["dst_app_id", "status"], OpenLabels = [0] };

    private readonly MeterFamily<Counter> _responsesReceived =
        new("dapr_runtime_service_invocation_res_recv_total", "Answers received from other apps.", () => new())
        {
            LabelNames = ["src_app_id", "status", "type"],
            OpenLabels = [0],
        };

    private readonly MeterFamily<LatencyHistogram> _latency =
        new("dapr_runtime_service_invocation_res_recv_latency_ms", "Time from a call to its answer, in ms.", () => new())
        {
            LabelNames = ["src_app_id", "status"],
            OpenLabels = [0],
        };

    // Ours, not Dapr's: it ejects nothing.
    private readonly MeterFamily<Counter> _ejections =
        new("mesh_endpoint_ejections_total", "Times an endpoint of an app was passed over because it failed again and again.", () => new())
        {
            LabelNames = ["dst_app_id"],
            OpenLabels = [0],
        };

    private readonly MeterFamily<Counter> _returns =
        new("mesh_endpoint_returns_total", "Times an ejected endpoint of an app was well again.", () => new()) { LabelNames = ["dst_app_id"], OpenLabels = [0] };

    private readonly MeterFamily<Counter> _refusals =
        new("mesh_calls_refused_total", "Calls refused because as many were under way to that app as its limit allows.", () => new())
        {
            LabelNames = ["dst_app_id"],
            OpenLabels = [0],
        };

    /// <summary>The families, for the exporter.</summary>
    internal IEnumerable<MeterFamily> Families => [_requestsSent, _requestsReceived, _responsesSent, _responsesReceived, _latency, _ejections, _returns, _refusals];

    /// <summary>Counts a call that our app makes.</summary>
    /// <param name="target">The app id called.</param>
    /// <param name="isStreaming">Whether it is a gRPC stream.</param>
    public void RequestSent(string target, bool isStreaming = false) =>
        _requestsSent.For(new LabelValues(target, isStreaming ? Streaming : Unary)).Increment();

    /// <summary>Counts the answer to a call that our app made, whatever it says.</summary>
    /// <param name="target">The app id called.</param>
    /// <param name="status">HTTP status, or gRPC code.</param>
    /// <param name="elapsed">From the call to the answer.</param>
    /// <param name="isStreaming">Whether it is a gRPC stream.</param>
    public void ResponseReceived(string target, int status, TimeSpan elapsed, bool isStreaming = false)
    {
        var text = StatusText.Of(status);
        _responsesReceived.For(new LabelValues(target, text, isStreaming ? Streaming : Unary)).Increment();
        _latency.For(new LabelValues(target, text)).Record(elapsed);
    }

    /// <summary>Counts a call to our app.</summary>
    /// <param name="caller">The app id that its certificate names; null when it has none.</param>
    public void RequestReceived(string? caller) => _requestsReceived.For(new LabelValues(caller ?? Unknown)).Increment();

    /// <summary>Counts the answer to a call to our app.</summary>
    /// <param name="caller">The app id that called; null when it is unknown.</param>
    /// <param name="status">HTTP status, or gRPC code.</param>
    public void ResponseSent(string? caller, int status) => _responsesSent.For(new LabelValues(caller ?? Unknown, StatusText.Of(status))).Increment();

    /// <summary>Counts an ejection.</summary>
    /// <param name="target">The app id called.</param>
    public void EndpointEjected(string target) => _ejections.For(new LabelValues(target)).Increment();

    /// <summary>Counts the end of an ejection.</summary>
    /// <param name="target">The app id called.</param>
    public void EndpointReturned(string target) => _returns.For(new LabelValues(target)).Increment();

    /// <summary>Counts a call that a limit refused.</summary>
    /// <param name="target">The app id called.</param>
    public void CallRefused(string target) => _refusals.For(new LabelValues(target)).Increment();
}
