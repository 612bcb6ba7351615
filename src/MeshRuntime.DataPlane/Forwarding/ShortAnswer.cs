using System.Buffers;

namespace MeshRuntime.DataPlane.Forwarding;

/// <summary>
/// Takes a short answer whole before its head goes on: while the caller has seen nothing of it, an idempotent call whose callee died in the middle of
/// its answer can be made again.
/// </summary>
/// <remarks>Measured without it: of twenty kills under 1,000 calls a second one cut a GET whose head had come.</remarks>
internal static class ShortAnswer
{
    // One buffer of BodyPump. What is longer flows through, and a break shows as a break.
    private const int MaxBytes = 16 * 1024;

    // A short answer is there in microseconds after its head. A stream of events says something when there is something to say, and its caller gets
    // the head that much later, once.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits until the body has ended, is long after all, or takes its time; puts what came in its place.</summary>
    /// <exception cref="IOException">The body broke off.</exception>
    public static async ValueTask HoldAsync(HttpResponseMessage response, TimeProvider time, CancellationToken cancellation)
    {
        var answer = response.Content;
        var length = answer.Headers.ContentLength;
        if (length is 0 or > MaxBytes)
        {
            return;
        }

        var body = new BegunStream(await answer.ReadAsStreamAsync(cancellation), ArrayPool<byte>.Shared.Rent((int)(length ?? MaxBytes)));
        try
        {
            await body.BeginAsync(Patience, time, cancellation);
        }
        catch
        {
            await body.DisposeAsync();
            throw;
        }

        response.Content = new BegunContent(answer, body);
    }
}
