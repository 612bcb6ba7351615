using MeshRuntime.DataPlane.Telemetry;

namespace MeshRuntime.Tests.DataPlane.Telemetry;

public sealed class PubSubMetersTests
{
    [Fact]
    public void Families_AreDaprs() => Assert.Equal(
        [
            "dapr_component_pubsub_egress_latencies+dapr_component_pubsub_egress_count: component namespace success topic",
            "dapr_component_pubsub_egress_bulk_latencies+dapr_component_pubsub_egress_bulk_count: component namespace success topic",
            "dapr_component_pubsub_ingress_latencies+dapr_component_pubsub_ingress_count: component namespace process_status status topic",
            "dapr_component_pubsub_ingress_bulk_latencies+dapr_component_pubsub_ingress_bulk_count: component namespace topic",
            "dapr_component_pubsub_ingress_bulk_event_count: component namespace process_status topic",
        ],
        new MeshMeters().Families.Where(family => family.Name.Contains("pubsub", StringComparison.Ordinal))
            .Select(family => $"{string.Join('+', [family.Name, .. family.CountNames])}: {string.Join(' ', family.LabelNames)}"));

    [Fact]
    public void Topic_IsTheOpenLabel() => Assert.All(
        new MeshMeters().Families.Where(family => family.Name.Contains("pubsub", StringComparison.Ordinal)),
        family => Assert.Equal("topic", family.LabelNames[Assert.Single(family.OpenLabels)]));
}
