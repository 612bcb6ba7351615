using System.Collections.Concurrent;
using Google.Protobuf;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Tests.Protocol.Grpc;

namespace MeshRuntime.Tests.Kit;

/// <summary>A gRPC app, as the client sees one: keeps what it is asked, and answers what it is told.</summary>
internal sealed class FakeGrpcApp : HttpMessageHandler
{
    private readonly ConcurrentQueue<(string Method, byte[] Message, Dictionary<string, string> Metadata)> _calls = new();

    /// <summary>The calls so far, each with its one message.</summary>
    public IReadOnlyList<(string Method, byte[] Message, Dictionary<string, string> Metadata)> Calls => [.. _calls];

    /// <summary>The methods that it has, with what they answer; any other is unimplemented.</summary>
    public Dictionary<string, Func<byte[], IMessage>> Methods { get; } = [];

    /// <summary>Answered instead, unless it is Ok.</summary>
    public GrpcStatus Status { get; set; } = GrpcStatus.Ok;

    /// <summary>Thrown instead of an answer.</summary>
    public Exception? Broken { get; set; }

    public GrpcChannel Channel() => new(new HttpMessageInvoker(this), new Uri("http://app"), new GrpcChannelOptions());

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Broken is not null)
        {
            throw Broken;
        }

        var path = request.RequestUri!.AbsolutePath;
        var message = (await request.Content!.ReadAsByteArrayAsync(cancellationToken))[5..];
        _calls.Enqueue((path, message, request.Headers.NonValidated.ToDictionary(header => header.Key, header => header.Value.ToString())));
        var method = Methods.GetValueOrDefault(path[(path.LastIndexOf('/') + 1)..]);
        var status = Status.IsOk && method is null ? new GrpcStatus(GrpcCode.Unimplemented, "no such method") : Status;
        var answer = new HttpResponseMessage { Content = new ByteArrayContent(status.IsOk ? Frames.Of(method!(message)) : []) };
        answer.Content.Headers.TryAddWithoutValidation("content-type", "application/grpc");
        answer.TrailingHeaders.Add("grpc-status", $"{(int)status.Code}");
        answer.TrailingHeaders.TryAddWithoutValidation("grpc-message", StatusMessage.Encode(status.Message));
        return answer;
    }
}
