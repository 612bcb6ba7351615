namespace MeshRuntime.Abstractions.Errors;

/// <summary>The table of errors: the name on the wire, and the status each protocol gives it. Names and statuses are Dapr's where Dapr has the error.</summary>
/// <param name="Name">The <c>errorCode</c> of the JSON body.</param>
/// <param name="HttpStatus">Status of the HTTP API.</param>
/// <param name="GrpcStatus">Status of the gRPC API (0 to 16).</param>
public sealed record MeshErrorCode(string Name, int HttpStatus, int GrpcStatus)
{
    /// <summary>An invocation failed; the message says where.</summary>
    public static readonly MeshErrorCode DirectInvoke = new("ERR_DIRECT_INVOKE", 500, GrpcInternal);

    /// <summary>No target was named in the path or the headers.</summary>
    public static readonly MeshErrorCode TargetMissing = new("ERR_DIRECT_INVOKE", 404, GrpcNotFound);

    /// <summary>The target's access policy refused the caller.</summary>
    public static readonly MeshErrorCode Denied = new("ERR_DIRECT_INVOKE", 403, GrpcPermissionDenied);

    /// <summary>No instance of the target is known.</summary>
    public static readonly MeshErrorCode NoInstance = new("ERR_DIRECT_INVOKE", 500, GrpcUnknown);

    /// <summary>The other sidecar or its app could not be reached, or broke off.</summary>
    public static readonly MeshErrorCode Unreachable = new("ERR_DIRECT_INVOKE", 500, GrpcUnavailable);

    /// <summary>The method cannot be passed on as it is written.</summary>
    public static readonly MeshErrorCode InvalidMethod = new("ERR_DIRECT_INVOKE", 500, GrpcInvalidArgument);

    /// <summary>A gRPC message is larger than <c>--max-body-size</c>.</summary>
    public static readonly MeshErrorCode MessageTooLarge = new("ERR_DIRECT_INVOKE", 500, GrpcResourceExhausted);

    /// <summary>More calls than a limit allows, or than there is memory for: refused before any app has seen it, and worth another try in a second.</summary>
    public static readonly MeshErrorCode Overloaded = new("ERR_OVERLOADED", 503, GrpcResourceExhausted);

    /// <summary>A timeout policy ended the call.</summary>
    public static readonly MeshErrorCode TimedOut = new("ERR_DIRECT_INVOKE", 500, GrpcDeadlineExceeded);

    /// <summary>A circuit breaker let nobody through.</summary>
    public static readonly MeshErrorCode CircuitOpen = new("ERR_DIRECT_INVOKE", 500, GrpcUnavailable);

    /// <summary>The sidecar is starting or stopping.</summary>
    public static readonly MeshErrorCode HealthNotReady = new("ERR_HEALTH_NOT_READY", 500, GrpcInternal);

    /// <summary>The sidecar cannot call out yet.</summary>
    public static readonly MeshErrorCode OutboundNotReady = new("ERR_OUTBOUND_HEALTH_NOT_READY", 500, GrpcInternal);

    /// <summary>The health check named another app.</summary>
    public static readonly MeshErrorCode HealthAppIdMismatch = new("ERR_HEALTH_APPID_NOT_MATCH", 500, GrpcInternal);

    /// <summary>The request body could not be read.</summary>
    public static readonly MeshErrorCode BodyRead = new("ERR_BODY_READ", 400, GrpcInvalidArgument);

    /// <summary>The request itself is wrong.</summary>
    public static readonly MeshErrorCode BadRequest = new("ERR_BAD_REQUEST", 400, GrpcInvalidArgument);

    /// <summary>A page of another origin tried to use the API.</summary>
    public static readonly MeshErrorCode ForeignOrigin = new("ERR_FOREIGN_ORIGIN", 403, GrpcPermissionDenied);

    /// <summary>Dapr has this API and this sidecar does not, yet.</summary>
    public static readonly MeshErrorCode Unimplemented = new("ERR_API_UNIMPLEMENTED", 501, GrpcUnimplemented);

    /// <summary>No broker of this name is loaded.</summary>
    public static readonly MeshErrorCode PubSubNotFound = new("ERR_PUBSUB_NOT_FOUND", 404, GrpcInvalidArgument);

    /// <summary>No broker was named.</summary>
    public static readonly MeshErrorCode PubSubEmpty = new("ERR_PUBSUB_EMPTY", 404, GrpcInvalidArgument);

    /// <summary>No topic was named.</summary>
    public static readonly MeshErrorCode TopicEmpty = new("ERR_TOPIC_NAME_EMPTY", 404, GrpcInvalidArgument);

    /// <summary>The metadata of a publish cannot be read.</summary>
    public static readonly MeshErrorCode PublishMetadata = new("ERR_PUBSUB_REQUEST_METADATA", 400, GrpcInvalidArgument);

    /// <summary>What was sent as a CloudEvent is none.</summary>
    public static readonly MeshErrorCode CloudEventCreation = new("ERR_PUBSUB_CLOUD_EVENTS_SER", 500, GrpcInvalidArgument);

    /// <summary>The entries of a bulk publish cannot be read.</summary>
    public static readonly MeshErrorCode EventsEncoding = new("ERR_PUBSUB_EVENTS_SER", 400, GrpcInvalidArgument);

    /// <summary>The topic is not for this app.</summary>
    public static readonly MeshErrorCode TopicForbidden = new("ERR_PUBSUB_FORBIDDEN", 403, GrpcPermissionDenied);

    /// <summary>The broker did not take the message.</summary>
    public static readonly MeshErrorCode PublishFailed = new("ERR_PUBSUB_PUBLISH_MESSAGE", 500, GrpcInternal);

    /// <summary>The broker cannot tell what waits in it.</summary>
    public static readonly MeshErrorCode QueueUnsupported = new("ERR_QUEUE_UNSUPPORTED", 501, GrpcUnimplemented);

    /// <summary>The broker has no such queue.</summary>
    public static readonly MeshErrorCode QueueNotFound = new("ERR_QUEUE_NOT_FOUND", 404, GrpcNotFound);

    /// <summary>The queue's topic is not for this app.</summary>
    public static readonly MeshErrorCode QueueForbidden = new("ERR_QUEUE_FORBIDDEN", 403, GrpcPermissionDenied);

    /// <summary>The broker did not answer a question about its queues.</summary>
    public static readonly MeshErrorCode QueueFailed = new("ERR_QUEUE", 500, GrpcInternal);

    /// <summary>No secret store is loaded.</summary>
    public static readonly MeshErrorCode SecretStoresNotConfigured = new("ERR_SECRET_STORES_NOT_CONFIGURED", 500, GrpcFailedPrecondition);

    /// <summary>No secret store of this name is loaded.</summary>
    public static readonly MeshErrorCode SecretStoreNotFound = new("ERR_SECRET_STORE_NOT_FOUND", 401, GrpcInvalidArgument);

    /// <summary>The secret is not for this app.</summary>
    public static readonly MeshErrorCode SecretForbidden = new("ERR_PERMISSION_DENIED", 403, GrpcPermissionDenied);

    /// <summary>The secret store has no such secret, or did not answer.</summary>
    public static readonly MeshErrorCode SecretGet = new("ERR_SECRET_GET", 500, GrpcInternal);

    private const int GrpcUnknown = 2;
    private const int GrpcInvalidArgument = 3;
    private const int GrpcDeadlineExceeded = 4;
    private const int GrpcNotFound = 5;
    private const int GrpcPermissionDenied = 7;
    private const int GrpcResourceExhausted = 8;
    private const int GrpcFailedPrecondition = 9;
    private const int GrpcUnimplemented = 12;
    private const int GrpcInternal = 13;
    private const int GrpcUnavailable = 14;
}
