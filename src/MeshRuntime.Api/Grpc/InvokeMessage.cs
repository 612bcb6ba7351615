using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.Api.Http;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.Protocol;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Common;
using MeshRuntime.Protocol.Protos.Runtime;
using Microsoft.AspNetCore.Http;
using Verb = MeshRuntime.Protocol.Protos.Common.HTTPExtension.Types.Verb;

namespace MeshRuntime.Api.Grpc;

/// <summary>Reads the request of InvokeService as a call.</summary>
internal static class InvokeMessage
{
    // What a data.type_url makes of the body (Dapr).
    private const string Protobuf = "application/x-protobuf";

    // The name of a type with its host. It travels in a header.
    private const int MaxTypeUrlChars = 1024;

    /// <summary>Makes the call, or says why there is none.</summary>
    /// <param name="request">As it came.</param>
    /// <param name="server">The call of InvokeService itself: its metadata become headers.</param>
    /// <param name="self">Who calls.</param>
    /// <param name="call">The result; null with an error.</param>
    public static MeshError? TryRead(InvokeServiceRequest request, GrpcServerCall server, WorkloadIdentity self, out MeshCall? call)
    {
        call = null;
        if (InvokeTarget.IsUrl(request.Id))
        {
            return new MeshError(MeshErrorCode.Denied, "calls to a URL are refused; only names of services can be called");
        }

        if (InvokeTarget.TryParse(request.Id, self.Namespace, out var service) is { } problem)
        {
            return new MeshError(MeshErrorCode.DirectInvoke, problem);
        }

        // A request without message is one with an empty message: the app's root.
        var message = request.Message ?? new InvokeRequest();
        var refusal = MethodPath.TryParse(EscapeLetters(message.Method), out var path);
        if (refusal != PathRefusal.None)
        {
            return new MeshError(MeshErrorCode.InvalidMethod, InvokeFailure.Explain(refusal));
        }

        var verb = message.HttpExtension?.Verb ?? Verb.None;
        if (verb == Verb.Connect || !Enum.IsDefined(verb))
        {
            return Invalid($"invalid HTTP verb: {verb.ToString().ToUpperInvariant()}");
        }

        var query = message.HttpExtension?.Querystring ?? "";
        if (query.AsSpan().ContainsAnyExceptInRange('!', '~') || query.Contains('#', StringComparison.Ordinal))
        {
            return Invalid("http_extension.querystring must be percent-encoded: it contains a blank, a #, a control character or a letter beyond ASCII");
        }

        if (message.Data is { TypeUrl.Length: > MaxTypeUrlChars })
        {
            return Invalid($"data.type_url is longer than {MaxTypeUrlChars} characters");
        }

        call = new MeshCall
        {
            Target = request.Id,
            Service = service,
            Method = verb == Verb.None ? HttpMethod.Post : HttpMethod.Parse(verb.ToString().ToUpperInvariant()),
            Path = path,
            Query = query is "" or ['?', ..] ? query : "?" + query,
            Headers = HeadersOf(server.Http.Request.Headers, message),
            Body = message.Data is { Value.IsEmpty: false } data
                ? new CallBody(PipeReader.Create(new ReadOnlySequence<byte>(data.Value.Memory)), data.Value.Length)
                : null,
            Caller = self,
            Invoke = new GrpcInvoke(verb != Verb.None, message.Data?.TypeUrl ?? ""),
            AsksWhy = server.Http.Request.Headers[MeshNames.Why] is ["true"],
            Aborted = server.Cancellation,
        };
        return null;
    }

    /// <summary>
    /// A method is text, where a URL has escapes: letters beyond ASCII are written as such (Dapr takes them). A percent sign begins an escape here
    /// too: it must not mean one thing over HTTP and another over gRPC.
    /// </summary>
    private static string EscapeLetters(string method) => Ascii.IsValid(method)
        ? method
        : string.Concat(method.EnumerateRunes().Select(rune => rune.IsAscii ? rune.ToString() : Uri.EscapeDataString(rune.ToString())));

    /// <summary>The caller's metadata in lower case; what belongs to a hop is dropped when the call is sent. The content type is that of the data.</summary>
    private static HeaderDictionary HeadersOf(IHeaderDictionary metadata, InvokeRequest message)
    {
        var headers = new HeaderDictionary();
        foreach (var (name, values) in metadata)
        {
            headers[name.ToLowerInvariant()] = values;
        }

        headers.Remove("content-type");
        var contentType = message.Data is { TypeUrl.Length: > 0 } ? Protobuf : message.ContentType;
        if (contentType.Length > 0)
        {
            headers["content-type"] = contentType;
        }

        return headers;
    }

    private static MeshError Invalid(string reason) => new(MeshErrorCode.DirectInvoke, $"rpc error: code = InvalidArgument desc = {reason}");
}
