namespace MeshRuntime.Protocol;

/// <summary>How InvokeService was called: the values of <see cref="MeshNames.Invoke"/>.</summary>
public static class InvokeForm
{
    /// <summary>With a verb of HTTP, which is that of the request: any app can be called so.</summary>
    public const string Verb = "grpc";

    /// <summary>Without a verb: only a gRPC app can be called so. The request is a POST.</summary>
    public const string NoVerb = "grpc-no-verb";
}
