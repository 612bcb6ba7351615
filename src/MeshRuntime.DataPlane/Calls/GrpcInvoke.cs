using System.Net.Http.Headers;
using MeshRuntime.Protocol;
using MeshRuntime.Protocol.Grpc;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.DataPlane.Calls;

/// <summary>What a call says beyond an HTTP request when an app made it with InvokeService.</summary>
/// <param name="HasVerb">Whether it named a verb; one that did not can reach gRPC apps only.</param>
/// <param name="TypeUrl">The type of the message that is the body; empty when the body is plain bytes.</param>
public sealed record GrpcInvoke(bool HasVerb, string TypeUrl)
{
    /// <summary>Reads what the caller's sidecar wrote; null when the call was not made with InvokeService.</summary>
    /// <param name="headers">Of a peer's request. From an app they mean nothing, and are dropped.</param>
    public static GrpcInvoke? Read(IHeaderDictionary headers) =>
        headers.TryGetValue(MeshNames.Invoke, out var form) && form is [InvokeForm.Verb or InvokeForm.NoVerb]
            ? new GrpcInvoke(form[0] == InvokeForm.Verb, StatusMessage.Decode(headers[MeshNames.TypeUrl].ToString()))
            : null;

    /// <summary>Writes it for the callee's sidecar.</summary>
    internal void WriteTo(HttpRequestHeaders headers)
    {
        headers.TryAddWithoutValidation(MeshNames.Invoke, HasVerb ? InvokeForm.Verb : InvokeForm.NoVerb);
        if (TypeUrl.Length > 0)
        {
            headers.TryAddWithoutValidation(MeshNames.TypeUrl, StatusMessage.Encode(TypeUrl));
        }
    }
}
