namespace MeshRuntime.Client;

/// <summary>Puts a caller's headers on a request.</summary>
internal static class RequestHeaders
{
    /// <exception cref="ArgumentException">A name or value cannot be a header, or is one that routes the call.</exception>
    public static void Add(HttpRequestMessage message, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        for (var i = 0; i < headers.Count; i++)
        {
            var (name, value) = headers[i];
            Check(name, value);

            // Those that describe the body stand on it; without a body there is nothing to describe.
            if (!message.Headers.TryAddWithoutValidation(name, value) && message.Content is { } content)
            {
                content.Headers.Remove(name);
                content.Headers.TryAddWithoutValidation(name, value);
            }
        }
    }

    private static void Check(string name, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            // A line break would begin a header of its own, and other characters end in an error of the connection's, far from here.
            throw new ArgumentException($"the value of the header {name} has a line break, a tab or a character beyond ASCII: encode it, as Uri.EscapeDataString does", nameof(value));
        }

        if (name.Equals(SidecarRequests.TargetHeader, StringComparison.OrdinalIgnoreCase) || name.Equals(SidecarRequests.TokenHeader, StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"the header {name} is this client's own: take the app with MeshClient.App, and the token with MeshClientOptions.ApiToken", nameof(name));
        }
    }
}
