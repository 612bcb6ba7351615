using MeshRuntime.DataPlane.Calls;
using MeshRuntime.Protocol.Grpc;

namespace MeshRuntime.DataPlane.Forwarding;

/// <summary>
/// Waits for the first byte of a gRPC answer, or for its end. Some servers send the head of an answer before they know its status: when it then ends without
/// a message, its trailers hold a status that a policy has to see before the answer goes on.
/// </summary>
internal static class FirstMessage
{
    /// <summary>Waits, unless the status is in the head, or the app may wait for more of the request itself.</summary>
    /// <param name="answer">Its body is the same afterwards. Disposed when this throws, which happens as reading a body fails.</param>
    /// <param name="call">The call that it answers.</param>
    public static async ValueTask AwaitAsync(HttpResponseMessage answer, MeshCall call)
    {
        if (!ResponseStatus.HasMessages(answer) || call.Body is { IsSent: false })
        {
            return;
        }

        var isRead = false;
        try
        {
            var body = await answer.Content.ReadAsStreamAsync(call.Aborted);
            var first = new byte[1];
            var count = await body.ReadAsync(first, call.Aborted);
            answer.Content = new BegunContent(answer.Content, body, first.AsMemory(0, count));
            isRead = true;
        }
        finally
        {
            if (!isRead)
            {
                answer.Dispose();
            }
        }
    }
}
