using System.Globalization;

namespace MeshRuntime.Client;

/// <summary>Asks how the sidecar is, waits for it, and ends it.</summary>
internal sealed class SidecarState(SidecarApi api, SidecarHttp http, string appId)
{
    private const string Sidecar = AnswerError.Sidecar;

    // A local question that costs a sidecar some microseconds; Dapr's command line asks as often.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    public async Task<SidecarMetadata> MetadataAsync(CancellationToken cancellationToken)
    {
        using var request = api.Request(HttpMethod.Get, "/v1.0/metadata");
        return await api.ReadAsync(request, SidecarJson.Default.SidecarMetadata, Sidecar, cancellationToken).ConfigureAwait(false) ?? new SidecarMetadata();
    }

    public async Task SetMetadataAsync(string name, string value, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(value);
        using var request = api.Request(HttpMethod.Put, $"/v1.0/metadata/{PathPart.Of(name)}");
        request.Content = new StringContent(value);
        await api.CallAsync(request, $"attribute {name} of the sidecar", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Null when it is well, else what is wrong.</summary>
    public Task<MeshException?> HealthAsync(CancellationToken cancellationToken) =>
        AskAsync(appId.Length == 0 ? "/v1.0/healthz" : $"/v1.0/healthz?appid={Uri.EscapeDataString(appId)}", cancellationToken);

    /// <summary>Null when the app may call out, else what is wrong.</summary>
    public Task<MeshException?> OutboundHealthAsync(CancellationToken cancellationToken) => AskAsync("/v1.0/healthz/outbound", cancellationToken);

    /// <summary>Asks until the app may call out.</summary>
    public async Task WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new CallLimit(timeout, http.Time, cancellationToken);
        MeshException? problem = null;
        try
        {
            while ((problem = await OutboundHealthAsync(limit.Token).ConfigureAwait(false)) is not null)
            {
                await Task.Delay(Pace, http.Time, limit.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException e) when (limit.IsOver)
        {
            throw new TimeoutException(
                string.Create(CultureInfo.InvariantCulture, $"the sidecar at {http.Requests.Address} was not ready within {timeout.TotalSeconds:0.###} s: {Last(problem)}"), e);
        }
    }

    public async Task ShutdownAsync(CancellationToken cancellationToken)
    {
        using var request = api.Request(HttpMethod.Post, "/v1.0/shutdown");
        await api.CallAsync(request, Sidecar, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The sentence has named the sidecar already.</summary>
    private static string Last(MeshException? problem) => problem is null ? "it does not answer"
        : problem.Message.StartsWith(Sidecar, StringComparison.Ordinal) ? $"it{problem.Message[Sidecar.Length..]}"
        : problem.Message;

    private async Task<MeshException?> AskAsync(string path, CancellationToken cancellationToken)
    {
        using var request = api.Request(HttpMethod.Get, path);
        return await api.TryAsync(request, Sidecar, cancellationToken).ConfigureAwait(false);
    }
}
