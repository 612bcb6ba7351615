using MeshRuntime.DataPlane.Calls;

namespace MeshRuntime.Api;

/// <summary>The words in which an app is told that its call of another app failed (Dapr's), over HTTP and gRPC.</summary>
internal static class InvokeFailure
{
    /// <summary>Names the target before the reason.</summary>
    public static string Of(string id, string reason) => $"failed to invoke, id: {id}, err: {reason}";

    /// <summary>Why a path is not called.</summary>
    public static string Explain(PathRefusal refusal) => "rpc error: code = InvalidArgument desc = invalid method: " + refusal switch
    {
        PathRefusal.Reserved => "it contains a control character, # or ?",
        PathRefusal.AboveRoot => ".. leads above the root",
        _ => "it is not well-formed percent-encoded UTF-8",
    };
}
