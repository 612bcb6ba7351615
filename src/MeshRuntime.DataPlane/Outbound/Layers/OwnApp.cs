using MeshRuntime.DataPlane.App;
using MeshRuntime.DataPlane.Calls;

namespace MeshRuntime.DataPlane.Outbound.Layers;

/// <summary>The end of the layers when the app calls itself: no network, no certificate, no access policy (Dapr does the same).</summary>
internal sealed class OwnApp(AppChannel app) : CallLayer
{
    /// <inheritdoc/>
    public override ValueTask<CallResult> InvokeAsync(MeshCall call) => app.InvokeAsync(call);
}
