using MeshRuntime.DataPlane.Calls;

namespace MeshRuntime.DataPlane.Outbound.Layers;

/// <summary>One thing that is done around every call to a target. It calls the next layer, or answers itself.</summary>
internal abstract class CallLayer
{
    /// <summary>Makes the call, or refuses it. Expected failures are in the result, never thrown.</summary>
    public abstract ValueTask<CallResult> InvokeAsync(MeshCall call);
}
