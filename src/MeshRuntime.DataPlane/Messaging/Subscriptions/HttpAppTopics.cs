using System.Net;
using System.Net.Http.Headers;
using MeshRuntime.DataPlane.App;
using MeshRuntime.DataPlane.Forwarding;
using MeshRuntime.DataPlane.Messaging.Events;
using MeshRuntime.Protocol;

namespace MeshRuntime.DataPlane.Messaging.Subscriptions;

/// <summary><c>GET /dapr/subscribe</c> of an HTTP app.</summary>
internal sealed class HttpAppTopics(AppChannel app, string appId) : IAppTopicSource
{
    private const string Path = "/dapr/subscribe";
    private const int MaxBytes = 4 * 1024 * 1024;

    public async Task<AppTopicList> AskAsync(CancellationToken cancellation)
    {
        try
        {
            using var request = app.Client.Request(HttpMethod.Get, Path);
            request.Headers.TryAddWithoutValidation(MeshNames.AppId, appId);

            // Dapr sends a content type with its GET, and frameworks choose their reader by it.
            request.Content = new ByteArrayContent([]) { Headers = { ContentType = MediaTypeHeaderValue.Parse(MediaType.Json) } };
            using var response = await app.Client.Http.SendAsync(request, cancellation);
            var (body, problem) = await WholeBody.ReadAsync(response, MaxBytes, cancellation);
            return problem is not null ? new AppTopicList([], problem, MayPass: true) : Read(response.StatusCode, body);
        }
        catch (Exception failure) when (AppClient.IsSendFailure(failure) && !cancellation.IsCancellationRequested)
        {
            return new AppTopicList([], app.Client.Explain(failure), MayPass: true);
        }
    }

    private static AppTopicList Read(HttpStatusCode status, ReadOnlyMemory<byte> body) => status switch
    {
        HttpStatusCode.NotFound => AppTopicList.None,
        HttpStatusCode.OK => body.IsEmpty ? AppTopicList.None : AppTopicReader.Read(body),
        _ => new AppTopicList([], $"GET {Path} answered {(int)status}"),
    };
}
