using System.Net.Http.Headers;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Forwarding;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Common;
using MeshRuntime.Protocol.Protos.Runtime;
using Verb = MeshRuntime.Protocol.Protos.Common.HTTPExtension.Types.Verb;

namespace MeshRuntime.DataPlane.App;

/// <summary>
/// Gives a gRPC app a request that came as HTTP, or by InvokeService: as the one message of <c>AppCallback.OnInvoke</c>. Unlike Dapr's, the call
/// ends when its caller goes away.
/// </summary>
/// <param name="client">The wire to the app.</param>
/// <param name="origin">Of the app.</param>
/// <param name="maxMessageBytes">Ceiling of the request's body and of the answer; null for what a message can hold.</param>
internal sealed class OnInvoke(HttpMessageInvoker client, Uri origin, long? maxMessageBytes)
{
    private const string Method = "/dapr.proto.runtime.v1.AppCallback/OnInvoke";
    private const string HealthMethod = "/dapr.proto.runtime.v1.AppCallbackHealthCheck/HealthCheck";

    // What stands in a message beside the body.
    private const int OverheadBytes = 64 * 1024;

    private readonly long _maxBodyBytes = Math.Min(maxMessageBytes ?? Array.MaxLength, Array.MaxLength - OverheadBytes);
    private readonly GrpcChannel _channel = new(client, origin, new GrpcChannelOptions
    {
        MaxReceiveBytes = (int)Math.Min(maxMessageBytes + OverheadBytes ?? Array.MaxLength, Array.MaxLength),
    });

    /// <summary>Makes the call.</summary>
    /// <param name="request">As it would go to an HTTP app: headers filtered, and stamped with who calls.</param>
    /// <param name="call">What it was made from.</param>
    public async ValueTask<CallResult> InvokeAsync(HttpRequestMessage request, MeshCall call)
    {
        if (await ReadAsync(call) is not { } data)
        {
            return CallResult.Failed(MeshErrorCode.MessageTooLarge, "stream too large: raise --max-body-size if this is intended", CallProgress.Answered);
        }

        call.IsTranslated = true;
        var message = new InvokeRequest
        {
            Method = call.Path.Text[1..],
            Data = new Any { TypeUrl = call.Invoke?.TypeUrl ?? "", Value = data },
            ContentType = request.Content?.Headers.NonValidated.TryGetValues("Content-Type", out var type) == true ? type.ToString() : "",
        };
        if (call.Invoke is not { HasVerb: false })
        {
            message.HttpExtension = new HTTPExtension { Verb = VerbOf(call.Method), Querystring = call.Query.TrimStart('?') };
        }

        var reply = await _channel.UnaryAsync(
            Method, message, InvokeResponse.Parser, GrpcCallOptions.None with { Metadata = MetadataOf(request) }, call.Aborted);
        if (call.Aborted.IsCancellationRequested)
        {
            return CallResult.Failed(MeshErrorCode.DirectInvoke, "context canceled", CallProgress.Abandoned);
        }

        return reply.IsAnswered
            ? CallResult.Answered(OnInvokeAnswer.Create(reply, call))
            : CallResult.Failed(MeshErrorCode.Unreachable, $"error invoking app channel: {reply.Status.Message}", CallProgress.MaybeSent);
    }

    /// <summary>Asks the app whether it is well; null when it is.</summary>
    public async ValueTask<string?> ProbeAsync(CancellationToken cancellation)
    {
        var reply = await _channel.UnaryAsync(HealthMethod, new Empty(), HealthCheckResponse.Parser, GrpcCallOptions.None, cancellation);
        return reply.Status.IsOk ? null : $"AppCallbackHealthCheck/HealthCheck: {reply.Status}";
    }

    /// <summary>Takes the body into memory; null when it is too large for a message.</summary>
    private async ValueTask<ByteString?> ReadAsync(MeshCall call)
    {
        if (call.Body is not { } body)
        {
            return ByteString.Empty;
        }

        try
        {
            await body.LoadIntoBufferAsync(_maxBodyBytes, call.Aborted);
        }
        catch (HttpRequestException) when (body.ReadFailure is null)
        {
            return null;
        }

        return UnsafeByteOperations.UnsafeWrap(await body.ReadAsByteArrayAsync(call.Aborted));
    }

    // A verb that the message has no word for is a POST (Dapr).
    private static Verb VerbOf(HttpMethod method) => method.Method switch
    {
        "GET" => Verb.Get,
        "HEAD" => Verb.Head,
        "PUT" => Verb.Put,
        "DELETE" => Verb.Delete,
        "OPTIONS" => Verb.Options,
        "TRACE" => Verb.Trace,
        "PATCH" => Verb.Patch,
        _ => Verb.Post,
    };

    private static GrpcMetadata MetadataOf(HttpRequestMessage request)
    {
        var metadata = new GrpcMetadata();
        Add(request.Headers.NonValidated);
        if (request.Content is { } content)
        {
            Add(content.Headers.NonValidated);
        }

        return metadata;

        void Add(HttpHeadersNonValidated headers)
        {
            foreach (var (name, values) in headers)
            {
                // What a header may hold and metadata may not (letters beyond ASCII) is left out.
                foreach (var value in values)
                {
                    metadata.TryAdd(StandardHeaders.AsMetadata(name), value);
                }
            }
        }
    }
}
