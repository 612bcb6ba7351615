using MeshRuntime.DataPlane.Calls;
using MeshRuntime.Protocol.Grpc;

namespace MeshRuntime.DataPlane.Forwarding;

/// <summary>Tells from the client's exception how far a request came, and why not further.</summary>
internal static class SendFailure
{
    /// <summary>Not sent when there was no connection for it; else nobody can tell.</summary>
    public static CallProgress ProgressOf(Exception failure) => TransportFailure.IsUnsent(failure) ? CallProgress.NotSent : CallProgress.MaybeSent;

    /// <summary>The reason without the client's wrapping.</summary>
    public static string ReasonOf(Exception failure) => failure.InnerException?.Message ?? failure.Message;
}
