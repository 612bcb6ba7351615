namespace MeshRuntime.Client;

/// <summary>Writes requests to the sidecar's HTTP API: the address as it is given, and what the sidecar wants to see on each.</summary>
internal sealed class SidecarRequests(SidecarAddress address, bool asksWhy)
{
    /// <summary>The header that names a target. It beats the path, so a caller's own must not pass.</summary>
    public const string TargetHeader = "dapr-app-id";

    /// <summary>The header with the sidecar's token.</summary>
    public const string TokenHeader = "dapr-api-token";

    /// <summary>The header with the account of an answer.</summary>
    public const string WhyHeader = "mesh-why";

    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>Scheme, host and port.</summary>
    public string Address { get; } = address.Http.GetLeftPart(UriPartial.Authority);

    /// <summary>An address below the sidecar's, every character as it is given.</summary>
    /// <param name="address">Begins with <see cref="Address"/>.</param>
    public static Uri Uri(string address) => new(address, AsWritten);

    /// <summary>A request to the sidecar's own API.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">Escaped, with a leading slash.</param>
    public HttpRequestMessage Request(HttpMethod method, string path) => Stamp(new HttpRequestMessage(method, Uri(Address + path)));

    /// <summary>Makes a request of the caller's making ours: a target or token of its own would beat ours.</summary>
    public void Claim(HttpRequestMessage request)
    {
        request.Headers.Remove(TargetHeader);
        request.Headers.Remove(TokenHeader);
        Stamp(request);
    }

    /// <summary>Adds what the sidecar wants to see on every request.</summary>
    public HttpRequestMessage Stamp(HttpRequestMessage request)
    {
        if (address.ApiToken.Length > 0)
        {
            request.Headers.TryAddWithoutValidation(TokenHeader, address.ApiToken);
        }

        if (asksWhy)
        {
            request.Headers.TryAddWithoutValidation(WhyHeader, "true");
        }

        return request;
    }
}
