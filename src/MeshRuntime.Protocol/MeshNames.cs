namespace MeshRuntime.Protocol;

/// <summary>Every header of the wire that has a meaning to us. Lower case: HTTP/2 demands it and HTTP/1.1 does not care.</summary>
public static class MeshNames
{
    /// <summary>The target of a call, on the local API (Dapr). Consumed by the sidecar.</summary>
    public const string AppId = "dapr-app-id";

    /// <summary>To the app: who calls, from the certificate (Dapr).</summary>
    public const string CallerAppId = "dapr-caller-app-id";

    /// <summary>To the app: the caller's namespace, from the certificate (Dapr).</summary>
    public const string CallerNamespace = "dapr-caller-namespace";

    /// <summary>To the app: its own app id (Dapr).</summary>
    public const string CalleeAppId = "dapr-callee-app-id";

    /// <summary>To the sidecar: the API token. To the app: the app's token (Dapr).</summary>
    public const string ApiToken = "dapr-api-token";

    /// <summary>Between sidecars of Dapr: the target. Never taken from a client.</summary>
    public const string DestinationAppId = "destination-app-id";

    /// <summary>
    /// Between our sidecars, on an answer: the callee's sidecar answers, not its app. The value is a <see cref="PeerFailure"/>; the body is the
    /// explanation. Removed from what an app answers.
    /// </summary>
    public const string PeerFailure = "mesh-failure";

    /// <summary>
    /// Between our sidecars, on a request: the call is a gRPC call that passes through. The value is <see cref="PassedGrpc"/>. Set by the caller's
    /// sidecar; removed from what an app sends.
    /// </summary>
    public const string PeerCall = "mesh-call";

    /// <summary>The value of <see cref="PeerCall"/>.</summary>
    public const string PassedGrpc = "grpc";

    /// <summary>
    /// Between our sidecars, on a request: it was made with InvokeService. The value is an <see cref="InvokeForm"/>. Removed from what apps send.
    /// </summary>
    public const string Invoke = "mesh-invoke";

    /// <summary>Between our sidecars, with <see cref="Invoke"/> both ways: the type of the message that is the body, percent-encoded.</summary>
    public const string TypeUrl = "mesh-type-url";

    /// <summary>
    /// Between our sidecars, on the answer to a request with <see cref="Invoke"/>: the code of a gRPC app's status. Without it an HTTP app answered.
    /// </summary>
    public const string GrpcStatus = "mesh-grpc-status";

    /// <summary>With <see cref="GrpcStatus"/>: the status message, percent-encoded.</summary>
    public const string GrpcMessage = "mesh-grpc-message";

    /// <summary>With <see cref="GrpcStatus"/>: the app's <c>google.rpc.Status</c> in base64.</summary>
    public const string GrpcDetails = "mesh-grpc-details";

    /// <summary>With <see cref="GrpcStatus"/>: begins the name of each trailer of the app.</summary>
    public const string TrailerPrefix = "mesh-trailer-";

    /// <summary>
    /// Between our sidecars, on a request of HTTP: how long somebody waits for the answer, written as <c>grpc-timeout</c> is. gRPC has its own. Removed from
    /// what an app sends.
    /// </summary>
    public const string Deadline = "mesh-deadline";

    /// <summary>Between our sidecars, on an answer: a gRPC app gave it to a request of HTTP, so that its status is a translation. Removed from what an app answers.</summary>
    public const string GrpcApp = "mesh-grpc-app";

    /// <summary>
    /// Between our sidecars, on an answer: if it is a failure, calls that the app itself makes fail now, and who is nearer to the fault repeats. Removed from
    /// what an app answers.
    /// </summary>
    public const string Consequence = "mesh-consequence";

    /// <summary>From an app to its sidecar: <c>true</c> asks how the answer came about; on the answer, and on a failed gRPC call in any case, the explanation. Goes no further.</summary>
    public const string Why = "mesh-why";

    /// <summary>From a gRPC app to its sidecar: policies hold until the answer begins (Dapr).</summary>
    public const string Stream = "dapr-stream";

    /// <summary>Client addresses as the proxies before us saw them; set by us, a client's own is replaced.</summary>
    public const string ForwardedFor = "x-forwarded-for";

    /// <summary>The host that the caller runs on; set by us.</summary>
    public const string ForwardedHost = "x-forwarded-host";

    /// <summary>RFC 7239; set by us.</summary>
    public const string Forwarded = "forwarded";
}
