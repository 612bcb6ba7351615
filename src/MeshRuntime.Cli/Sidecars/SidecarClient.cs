using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;

namespace MeshRuntime.Cli.Sidecars;

/// <summary>Speaks to one sidecar's HTTP API.</summary>
internal sealed class SidecarClient : IDisposable
{
    /// <summary>Asks for the way that a call took, and brings it.</summary>
    internal const string WhyHeader = "mesh-why";

    private const string TokenHeader = "dapr-api-token";
    private const string Queues = "v1.0-alpha1/mesh/queues/";

    // A sidecar on this host answers in milliseconds; a stopped (not ended) one never does.
    private static readonly TimeSpan ShortLimit = TimeSpan.FromSeconds(3);

    private readonly HttpClient _http;

    public SidecarClient(SidecarAddress address, string? apiToken)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false };
        if (address.SocketFile is { } file)
            handler.ConnectCallback = (_, cancellation) => ConnectAsync(file, cancellation);
        _http = new HttpClient(handler) { BaseAddress = address.BaseUri, Timeout = Timeout.InfiniteTimeSpan };
        if (apiToken is not null)
            _http.DefaultRequestHeaders.TryAddWithoutValidation(TokenHeader, apiToken);
    }

    /// <summary>Whether the sidecar can be called: true before its app is up.</summary>
    public Task<bool> CanBeCalledAsync(CancellationToken cancellation) => IsGoodAsync("v1.0/healthz/outbound", cancellation);

    /// <summary>Whether the sidecar and its app are ready.</summary>
    public Task<bool> IsReadyAsync(CancellationToken cancellation) => IsGoodAsync("v1.0/healthz", cancellation);

    /// <summary>Leaves a fact with the sidecar.</summary>
    /// <returns>What went wrong; null when nothing did.</returns>
    public async Task<string?> PutMetadataAsync(string key, string value, CancellationToken cancellation)
    {
        try
        {
            using var limit = Limit(cancellation);
            using var response = await _http.PutAsync($"v1.0/metadata/{key}", new StringContent(value), limit.Token);
            return response.IsSuccessStatusCode ? null : $"status {(int)response.StatusCode}";
        }
        catch (Exception fault) when (IsSilence(fault, cancellation))
        {
            return fault.Message;
        }
    }

    /// <summary>What the sidecar says of itself; null when it does not answer, or refuses our token.</summary>
    public async Task<SidecarMetadata?> MetadataAsync(CancellationToken cancellation)
    {
        try
        {
            using var limit = Limit(cancellation);
            using var response = await _http.GetAsync("v1.0/metadata", limit.Token);
            if (!response.IsSuccessStatusCode)
                return null;
            await using var body = await response.Content.ReadAsStreamAsync(limit.Token);
            return await JsonSerializer.DeserializeAsync(body, CliJson.Default.SidecarMetadata, limit.Token);
        }
        catch (Exception fault) when (fault is JsonException || IsSilence(fault, cancellation))
        {
            return null;
        }
    }

    /// <summary>Calls a method of an app through this sidecar.</summary>
    /// <param name="appId">The app.</param>
    /// <param name="method">The path in it.</param>
    /// <param name="verb">In capitals.</param>
    /// <param name="body">JSON; null for none.</param>
    /// <param name="why">Ask for the way that the call took: <see cref="SidecarReply.Why"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<SidecarReply> InvokeAsync(string appId, string method, string verb, byte[]? body, bool why, CancellationToken cancellation) =>
        AskAsync(
            new HttpMethod(verb), $"v1.0/invoke/{appId}/method/{method.TrimStart('/')}", body, "application/json", cancellation, why ? WhyHeader : null);

    /// <summary>Hands a message to a broker.</summary>
    /// <param name="pubsub">The broker's component.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="query">Metadata, with its question mark; or empty.</param>
    /// <param name="data">The message.</param>
    /// <param name="contentType">What it is.</param>
    /// <param name="cancellation">Gives up; whether the broker has it is then unknown.</param>
    public Task<SidecarReply> PublishAsync(string pubsub, string topic, string query, byte[] data, string contentType, CancellationToken cancellation) =>
        AskAsync(HttpMethod.Post, $"v1.0/publish/{Segment(pubsub)}/{Segment(topic)}{query}", data, contentType, cancellation);

    /// <summary>Asks for the queues of a broker.</summary>
    public Task<SidecarReply> QueuesAsync(string pubsub, CancellationToken cancellation) =>
        AskAsync(HttpMethod.Get, Queues + Segment(pubsub), body: null, contentType: "", cancellation);

    /// <summary>Asks for the oldest messages of a queue.</summary>
    public Task<SidecarReply> PeekAsync(string pubsub, string topic, string? group, bool deadLetters, int count, CancellationToken cancellation) =>
        AskAsync(
            HttpMethod.Get,
            $"{Queues}{Segment(pubsub)}/{Segment(topic)}/messages?group={Segment(group ?? "")}&dead={(deadLetters ? "true" : "false")}&count={count}",
            body: null,
            contentType: "",
            cancellation);

    /// <summary>Puts the dead letters of a queue back into it.</summary>
    public Task<SidecarReply> RedriveAsync(string pubsub, string topic, string? group, CancellationToken cancellation) =>
        AskAsync(
            HttpMethod.Post, $"{Queues}{Segment(pubsub)}/{Segment(topic)}/redrive?group={Segment(group ?? "")}", body: null, contentType: "", cancellation);

    public void Dispose() => _http.Dispose();

    private async Task<SidecarReply> AskAsync(HttpMethod verb, string target, byte[]? body, string contentType, CancellationToken cancellation, string? header = null)
    {
        using var request = new HttpRequestMessage(verb, target);
        if (header is not null)
            request.Headers.TryAddWithoutValidation(header, "true");
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        }

        try
        {
            using var response = await _http.SendAsync(request, cancellation);
            return await SidecarReply.ReadAsync(response, cancellation);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return SidecarReply.NoAnswer(fault.Message);
        }
    }

    private static string Segment(string text) => Uri.EscapeDataString(text);

    private async Task<bool> IsGoodAsync(string path, CancellationToken cancellation)
    {
        try
        {
            using var limit = Limit(cancellation);
            using var response = await _http.GetAsync(path, limit.Token);
            return response.StatusCode == HttpStatusCode.NoContent;
        }
        catch (Exception fault) when (IsSilence(fault, cancellation))
        {
            return false;
        }
    }

    private static CancellationTokenSource Limit(CancellationToken cancellation)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(ShortLimit);
        return limit;
    }

    // Nobody answers, in any of the ways in which that shows; the caller's own cancellation is not among them.
    private static bool IsSilence(Exception fault, CancellationToken cancellation) =>
        fault is HttpRequestException or IOException
        || (fault is OperationCanceledException && !cancellation.IsCancellationRequested);

    private static async ValueTask<Stream> ConnectAsync(string file, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(file), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
