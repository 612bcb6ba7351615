namespace MeshRuntime.DataPlane.Telemetry;

/// <summary>Counts messages to brokers and from them, under Dapr's names.</summary>
public sealed class PubSubMeters
{
    private static readonly string[] Out = ["component", "namespace", "success", "topic"];
    private static readonly string[] In = ["component", "namespace", "process_status", "status", "topic"];

    private readonly MeterFamily<LatencyHistogram> _egress = Family("egress", "Time a broker took for a message, in ms.", Out, 3);
    private readonly MeterFamily<LatencyHistogram> _bulkEgress = Family("egress_bulk", "Time a broker took for a bulk publish, in ms.", Out, 3);
    private readonly MeterFamily<LatencyHistogram> _ingress = Family("ingress", "Time the app took for a message, in ms.", In, 4);
    private readonly MeterFamily<LatencyHistogram> _bulkIngress =
        Family("ingress_bulk", "Time the app took for a batch of messages, in ms.", ["component", "namespace", "topic"], 2);

    private readonly MeterFamily<Counter> _bulkEvents =
        new("dapr_component_pubsub_ingress_bulk_event_count", "Messages of batches, by what became of them.", () => new())
        {
            LabelNames = ["component", "namespace", "process_status", "topic"],
            OpenLabels = [3],
        };

    /// <summary>The families, for the exporter.</summary>
    internal IEnumerable<MeterFamily> Families => [_egress, _bulkEgress, _ingress, _bulkIngress, _bulkEvents];

    /// <summary>Counts a message that our app published.</summary>
    /// <param name="place">The broker, the namespace and the topic.</param>
    /// <param name="isTaken">Whether the broker took it.</param>
    /// <param name="elapsed">How long it took.</param>
    public void Published(in TopicLabels place, bool isTaken, TimeSpan elapsed) =>
        _egress.For(new LabelValues(place.Component, place.Namespace, isTaken ? "true" : "false", place.Topic)).Record(elapsed);

    /// <summary>Counts a bulk publish.</summary>
    /// <param name="place">The broker, the namespace and the topic.</param>
    /// <param name="isTaken">Whether the broker took all of it.</param>
    /// <param name="elapsed">How long it took.</param>
    public void BulkPublished(in TopicLabels place, bool isTaken, TimeSpan elapsed) =>
        _bulkEgress.For(new LabelValues(place.Component, place.Namespace, isTaken ? "true" : "false", place.Topic)).Record(elapsed);

    /// <summary>Counts a message that came for our app.</summary>
    /// <param name="place">The broker, the namespace and the topic.</param>
    /// <param name="outcome">What became of it: <c>success</c>, <c>retry</c> or <c>drop</c>.</param>
    /// <param name="status">The same, except that a drop which the app asked for is its success.</param>
    /// <param name="elapsed">How long the app took.</param>
    public void Delivered(in TopicLabels place, string outcome, string status, TimeSpan elapsed) =>
        _ingress.For(new LabelValues(place.Component, place.Namespace, outcome, status, place.Topic)).Record(elapsed);

    /// <summary>Counts a batch that came for our app.</summary>
    public void BulkDelivered(in TopicLabels place, TimeSpan elapsed) =>
        _bulkIngress.For(new LabelValues(place.Component, place.Namespace, place.Topic)).Record(elapsed);

    /// <summary>Counts one message of a batch.</summary>
    /// <param name="place">The broker, the namespace and the topic.</param>
    /// <param name="outcome">In upper case: <c>SUCCESS</c>, <c>RETRY</c> or <c>DROP</c>.</param>
    public void BulkEvent(in TopicLabels place, string outcome) =>
        _bulkEvents.For(new LabelValues(place.Component, place.Namespace, outcome, place.Topic)).Increment();

    private static MeterFamily<LatencyHistogram> Family(string name, string help, string[] labels, int topic) =>
        new($"dapr_component_pubsub_{name}_latencies", help, () => new())
        {
            LabelNames = labels,
            OpenLabels = [topic],
            CountNames = [$"dapr_component_pubsub_{name}_count"],
        };
}
