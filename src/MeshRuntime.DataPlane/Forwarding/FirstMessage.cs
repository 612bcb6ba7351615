using System.Buffers;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.Protocol.Grpc;

namespace MeshRuntime.DataPlane.Forwarding;

/// <summary>
/// Waits for the first byte of a gRPC answer, or for its end. Some servers send the head of an answer before they know its status: when it then ends without
/// a message, its trailers hold a status that a policy has to see before the answer goes on.
/// </summary>
internal static class FirstMessage
{
    // What has come of a short message goes on in one piece.
    private const int Beginning = 1024;

    /// <summary>Waits, unless the status is in the head, or the app may wait for more of the request itself.</summary>
    /// <param name="answer">Its body is the same afterwards. Disposed when this throws, which happens as reading a body fails.</param>
    /// <param name="call">The call that it answers.</param>
    public static async ValueTask AwaitAsync(HttpResponseMessage answer, MeshCall call)
    {
        if (!ResponseStatus.HasMessages(answer) || call.Body is { IsSent: false })
        {
            return;
        }

        try
        {
            var body = new BegunStream(await answer.Content.ReadAsStreamAsync(call.Aborted), ArrayPool<byte>.Shared.Rent(Beginning));
            await body.AwaitFirstAsync(call.Aborted);
            answer.Content = new BegunContent(answer.Content, body);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }
}
