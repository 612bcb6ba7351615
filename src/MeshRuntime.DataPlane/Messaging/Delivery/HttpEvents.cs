using System.Net;
using MeshRuntime.DataPlane.App;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Forwarding;
using MeshRuntime.DataPlane.Messaging.Events;
using MeshRuntime.DataPlane.Telemetry;

namespace MeshRuntime.DataPlane.Messaging.Delivery;

/// <summary>Gives events to an HTTP app: POST to the route's path.</summary>
/// <param name="app">The app.</param>
internal sealed class HttpEvents(AppChannel app) : IEventReceiver
{
    private const string Unwell = "app is not in a healthy state";

    // An answer says a status and hardly more; the app's own idea of a page is not read to its end.
    private const int MaxAnswerBytes = 4 * 1024 * 1024;

    /// <inheritdoc/>
    public async ValueTask<EventAnswer> SendAsync(TopicEvent read, CancellationToken cancellation)
    {
        if (!app.IsHealthy)
        {
            return new EventAnswer(EventVerdict.Unreached, Unwell);
        }

        try
        {
            using var place = app.Client.Limit is { } limit ? await limit.TakeAsync(cancellation) : null;
            using var request = Request(read.Path, read.Body, MediaType.CloudEvent, read.PubSub);
            EventHeaders.Add(request.Headers, read);
            using var response = await app.Client.Http.SendAsync(request, cancellation);
            var (body, problem) = await WholeBody.ReadAsync(response, MaxAnswerBytes, cancellation);
            return problem is null ? HttpEventAnswer.Read(response.StatusCode, body) : BrokenOff(problem, cancellation);
        }
        catch (Exception failure) when (AppClient.IsSendFailure(failure))
        {
            return Failed(failure, cancellation);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<EventAnswer>> SendAsync(EventBatch batch, CancellationToken cancellation)
    {
        if (!app.IsHealthy)
        {
            return batch.All(new EventAnswer(EventVerdict.Unreached, Unwell));
        }

        try
        {
            using var place = app.Client.Limit is { } limit ? await limit.TakeAsync(cancellation) : null;
            using var request = Request(batch.Path, BatchWriter.Write(batch), MediaType.Json, batch.PubSub);
            using var response = await app.Client.Http.SendAsync(request, cancellation);
            var (body, problem) = await WholeBody.ReadAsync(response, MaxAnswerBytes, cancellation);
            return problem is null
                ? HttpBatchAnswer.Read(batch, response.StatusCode, body)
                : batch.All(BrokenOff(problem, cancellation));
        }
        catch (Exception failure) when (AppClient.IsSendFailure(failure))
        {
            return batch.All(Failed(failure, cancellation));
        }
    }

    private HttpRequestMessage Request(string path, ReadOnlyMemory<byte> body, string contentType, string pubsub)
    {
        var request = app.Client.Request(HttpMethod.Post, EventPath.Clean(path));
        request.Content = new ReadOnlyMemoryContent(body);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        request.Headers.TryAddWithoutValidation("pubsubname", EventHeaders.Wire(pubsub));
        return request;
    }

    private static EventAnswer BrokenOff(string problem, CancellationToken cancellation) =>
        cancellation.IsCancellationRequested ? EventAnswer.Abandoned : new EventAnswer(EventVerdict.BrokenOff, problem);

    private EventAnswer Failed(Exception failure, CancellationToken cancellation) => cancellation.IsCancellationRequested
        ? EventAnswer.Abandoned
        : new EventAnswer(
            SendFailure.ProgressOf(failure) == CallProgress.NotSent ? EventVerdict.Unreached : EventVerdict.BrokenOff, app.Client.Explain(failure));
}
