using MeshRuntime.DataPlane.App;
using MeshRuntime.DataPlane.Balancing;
using MeshRuntime.DataPlane.Resilience;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.DataPlane.Outbound.Layers;

/// <summary>THE LIST: what a call to a target passes, in the order in which it meets it.</summary>
internal static class LayerStack
{
    /// <summary>Builds the layers of one target; returns the outermost.</summary>
    public static CallLayer Build(Service service, PeerConnections connections, Policies policies, DataPlaneParts parts)
    {
        // Written innermost first, because each layer is handed the next. Read it from the bottom up.
        CallLayer layer = new PeerTransport(connections.Client, connections.Scheme, parts.Time, parts.Loggers); // the wire
        var ejections = new Ejections(service.Name, parts.Meters.Invocations, parts.Time, parts.Loggers.CreateLogger<Ejections>());
        layer = new BalanceLayer(layer, service, new Balancers(parts.Chance), ejections, parts.Time); // each attempt may go elsewhere
        layer = new PolicyLayer(layer, policies); // everything below runs once per attempt
        layer = new LimitLayer(layer, service.Name, parts.Meters.Invocations, new FailureLog(parts.Time, parts.Loggers.CreateLogger<LimitLayer>())); // a call and its repetitions hold one place
        layer = new TelemetryLayer(layer, service.Name, parts.Meters.Invocations, parts.Time); // outermost, so that refusals count too
        return layer;
    }

    /// <summary>The layers of calls of the app to itself: the policies that somebody configured for it, and nothing in between (Dapr).</summary>
    public static CallLayer BuildOwn(AppChannel app, Policies policies) => new PolicyLayer(new OwnApp(app), policies, repeatsByItself: false);
}
